package io.iotconnectivity.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.incident.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BlindHoldTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final HandClock clock = new HandClock(START);
    private List<Sight> feeds = List.of();
    private boolean told = true;
    private Instant heldUntil = Instant.MIN;
    private final List<Instant> heard = new ArrayList<>();

    @AutoClose
    private final BlindHold hold =
            new BlindHold(until -> heldUntil = until, this::heard, () -> feeds, source -> told, LONGEST, SETTLE, clock);

    @Test
    void nothingWaitsWhileAllSourcesAreThere() {
        feeds = List.of(feed(true, START.minusSeconds(60)), feed(true, START.minusSeconds(6)));
        hold.look();

        assertThat(heldUntil).isEqualTo(Instant.MIN);
    }

    @Test
    void verdictsWaitFromLookToLookWhileOneSourceIsAway() {
        feeds = List.of(feed(true, START.minusSeconds(60)), feed(false, START));
        for (int i = 0; i < 100; i++) {
            hold.look();
            clock.advance(LOOK);
            assertThat(heldUntil).isAfter(clock.instant());
        }
    }

    @Test
    void verdictsWaitNoLongerThanTheyMay() {
        feeds = List.of(feed(false, START));
        clock.advance(LONGEST.minus(LOOK));
        hold.look();
        assertThat(heldUntil).isEqualTo(START.plus(LONGEST));

        clock.advance(LOOK);
        hold.look();
        assertThat(heldUntil).isEqualTo(START.plus(LONGEST));
    }

    @Test
    void verdictsWaitUntilItIsKnownThatTheSourceIsBlindButNotForEver() {
        told = false;
        feeds = List.of(feed(false, START));
        clock.advance(LONGEST);
        hold.look();
        assertThat(heldUntil).isAfter(clock.instant());

        heldUntil = Instant.MIN;
        told = true;
        hold.look();
        assertThat(heldUntil).isEqualTo(Instant.MIN);

        told = false;
        clock.advance(Duration.ofSeconds(10));
        hold.look();
        assertThat(heldUntil).isEqualTo(Instant.MIN);
    }

    @Test
    void aSourceThatNeverHoldsItsConnectionKeepsNoVerdictsWaitingForEver() {
        for (int i = 0; i < 10; i++) {
            feeds = List.of(feed(false, clock.instant()));
            clock.advance(Duration.ofMinutes(1));
            hold.look();
            feeds = List.of(feed(true, clock.instant()));
            clock.advance(Duration.ofSeconds(2));
            hold.look();
        }
        clock.advance(Duration.ofSeconds(6));
        feeds = List.of(feed(false, clock.instant()));
        heldUntil = Instant.MIN;
        hold.look();

        assertThat(heldUntil).isEqualTo(Instant.MIN);
    }

    @Test
    void verdictsWaitAMomentForTheBacklogOfASourceThatIsBack() {
        feeds = List.of(feed(true, START));
        clock.advance(Duration.ofSeconds(3));
        hold.look();

        assertThat(heldUntil).isEqualTo(START.plus(SETTLE));
    }

    @Test
    void whatIsHeardIsToldOnlyWhileEachSourceIsThereAndItsBacklogRead() {
        hold.look();
        feeds = List.of(feed(true, START.minusSeconds(60)), feed(false, START));
        hold.look();
        feeds = List.of(feed(true, START.minusSeconds(60)), feed(true, START));
        hold.look();
        clock.advance(LONGEST);
        feeds = List.of(feed(false, START));
        hold.look();
        assertThat(heard).isEmpty();

        feeds = List.of(feed(true, START));
        hold.look();
        assertThat(heard).containsExactly(clock.instant());
    }

    private void heard(Instant at, Instant until) {
        assertThat(until).isEqualTo(at.plus(LONGEST));
        heard.add(at);
    }

    private static Sight feed(boolean connected, Instant since) {
        return new Sight(
                "source",
                connected ? Sight.State.SEES : Sight.State.AWAY,
                Sight.Carries.CONNECTIONS,
                since,
                Optional.empty());
    }
}
