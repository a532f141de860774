package io.iotconnectivity.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Sight.Carries;
import io.iotconnectivity.incident.Sight.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlindSpellTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final BlindSpell.Limits LIMITS =
            new BlindSpell.Limits(Duration.ofMinutes(2), Duration.ofSeconds(5), Duration.ofMinutes(1));

    private BlindSpell spell = new BlindSpell(LIMITS);
    private Instant now = START;
    private Sight present = sight(State.AWAY, START);
    private Optional<String> compared = Optional.of("compared");
    private final List<State> told = new ArrayList<>();
    private Optional<Sight> last = Optional.empty();

    @Test
    void aSourceThatIsAwayAtTheStartIsToldOfAfterTheHoldAndOnce() {
        passes(119);
        assertThat(told).isEmpty();

        passes(1000);

        assertThat(told).containsExactly(State.AWAY);
        assertThat(last).map(Sight::since).contains(START);
    }

    @Test
    void aShortAbsenceIsNotToldOf() {
        becomes(State.SEES)
                .passes(120)
                .becomes(State.AWAY)
                .passes(119)
                .becomes(State.SEES)
                .passes(600);

        assertThat(told).as("told once that nothing is open").containsExactly(State.SEES);
    }

    @Test
    void aSourceThatNeverHoldsItsConnectionIsToldOfOnce() {
        for (int i = 0; i < 100; i++) {
            becomes(State.AWAY).passes(30).becomes(State.SEES).passes(3);
        }

        assertThat(told).containsExactly(State.AWAY);
        assertThat(last).map(Sight::since).contains(START);
    }

    @Test
    void aSourceThatMostlySeesIsNotToldOf() {
        for (int i = 0; i < 100; i++) {
            becomes(State.SEES).passes(50).becomes(State.AWAY).passes(30);
        }

        assertThat(told).isEmpty();
    }

    @Test
    void itSeesAgainWhenItIsBackForAWhileAndCompared() {
        compared = Optional.empty();
        passes(200).becomes(State.SEES).passes(59);
        assertThat(told).containsExactly(State.AWAY);

        passes(300);
        assertThat(told).containsExactly(State.AWAY, State.BACK);

        compared = Optional.of("compared");
        passes(1);
        assertThat(told).containsExactly(State.AWAY, State.BACK, State.SEES);
        assertThat(last).flatMap(Sight::detail).contains("compared");
    }

    @Test
    void itIsStillBlindWhereItGoesAwayBeforeItIsCompared() {
        compared = Optional.empty();
        passes(200).becomes(State.SEES).passes(70).becomes(State.SILENT).passes(1);

        assertThat(told).containsExactly(State.AWAY, State.BACK, State.SILENT);
        assertThat(last).map(Sight::since).contains(START);
    }

    /** Whatever a source does, however often we start anew: one incident at a time, each is opened and resolved once. */
    @Property(tries = 300)
    void atMostOneIncidentIsOpenAndNoneWhenTheSourceIsBack(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 120) int steps) {
        Fleet fleet = Fleet.with(Fleet.grouped());
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(8)) {
                case 0, 1 -> becomes(State.AWAY);
                case 2 -> becomes(State.SILENT);
                case 3, 4 -> becomes(State.SEES);
                case 5 -> compared = random.nextBoolean() ? Optional.of("compared") : Optional.empty();
                case 6 -> startsAnew();
                default -> {}
            }
            passes(random.nextInt(random.nextInt(4) == 0 ? 300 : 20), fleet);
            assertThat(fleet.desk().blind()).hasSizeLessThanOrEqualTo(1);
            if (spell.isTold()) {
                assertThat(fleet.desk().blind()).hasSize(1);
            }
        }

        compared = Optional.of("compared");
        becomes(State.SEES).passes(61, fleet);

        assertThat(fleet.desk().blind()).isEmpty();
        boolean open = false;
        for (String event : fleet.told()) {
            if (event.startsWith("opened")) {
                assertThat(open).as("%s", fleet.told()).isFalse();
                open = true;
            } else {
                assertThat(open).as("%s", fleet.told()).isTrue();
                open = event.startsWith("updated");
            }
        }
        assertThat(open).isFalse();
    }

    private void startsAnew() {
        spell = new BlindSpell(LIMITS);
        // Our own connection is a new one, too.
        present = sight(present.state().isBlind() ? State.AWAY : State.SEES, now);
    }

    private BlindSpellTest becomes(State state) {
        if (state != present.state()) {
            present = sight(state, now);
        }
        return this;
    }

    private BlindSpellTest passes(int seconds) {
        return passes(seconds, null);
    }

    private BlindSpellTest passes(int seconds, Fleet fleet) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            spell.look(present, sight -> compared, now).ifPresent(sight -> {
                if (fleet != null) {
                    fleet.sees(sight);
                }
                spell.told(sight);
                told.add(sight.state());
                last = Optional.of(sight);
            });
        }
        return this;
    }

    private static Sight sight(State state, Instant since) {
        return new Sight("source-presence", state, Carries.CONNECTIONS, since, Optional.empty());
    }
}
