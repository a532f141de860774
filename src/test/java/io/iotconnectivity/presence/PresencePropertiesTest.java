package io.iotconnectivity.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.History.Absence;
import io.iotconnectivity.presence.History.Life;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PresencePropertiesTest {

    private static final Duration SETTLE = Policy.defaults().settle();

    /** A signal and when it reaches us. */
    private record Arrival(Instant at, Signal signal) {}

    @Property(tries = 10000)
    void anyOrderAndAnyDuplicatesGiveTheSameVerdict(@ForAll("legalHistories") History history, @ForAll Random random) {
        List<Signal> signals = new ArrayList<>();
        for (Life life : history.lives()) {
            signals.add(life.connect(skew(random)));
            life.closed().ifPresent(closed -> signals.add(life.disconnect(skew(random))));
            if (life.will()) {
                signals.add(new Signal.LastWill(History.CLIENT, life.closed().orElseThrow()));
            }
        }
        signals.addAll(signals.stream().filter(s -> random.nextBoolean()).toList());
        Collections.shuffle(signals, random);

        Story story = Story.device("device").until(history.end().plusSeconds(300));
        signals.forEach(signal -> story.take(signal).passes(Duration.ofMillis(random.nextInt(1000))));
        story.toItsEnd();

        assertTruth(story, history);
    }

    @Property(tries = 10000)
    void signalsThatAreHoursLateGiveTheSameVerdict(@ForAll("legalHistories") History history, @ForAll Random random) {
        List<Arrival> arrivals = new ArrayList<>();
        for (Life life : history.lives()) {
            arrivals.add(late(life.connect(Duration.ZERO), Duration.ofHours(8), random));
            life.closed()
                    .ifPresent(
                            closed -> arrivals.add(late(life.disconnect(Duration.ZERO), Duration.ofHours(8), random)));
        }

        assertTruth(tell(arrivals), history);
    }

    @Property(tries = 10000)
    void outagesLongerThanTheirGraceAreAnnouncedOnceAndShorterOnesNever(
            @ForAll("legalHistories") History history, @ForAll Random random) {
        // Drawn absences take at most 20 s or at least 130 s: with delays below 9 s and graces of 30 s none lies
        // between.
        Duration delay = Duration.ofSeconds(9);
        List<Arrival> arrivals = new ArrayList<>();
        for (Life life : history.lives()) {
            arrivals.add(late(life.connect(Duration.ZERO), delay, random));
            life.closed().ifPresent(closed -> {
                arrivals.add(late(life.disconnect(Duration.ZERO), delay, random));
                if (random.nextBoolean()) {
                    arrivals.add(late(life.disconnect(Duration.ZERO), delay, random));
                }
                if (life.will()) {
                    arrivals.add(late(new Signal.LastWill(History.CLIENT, closed), delay, random));
                }
            });
        }

        Story story = tell(arrivals);

        List<String> expected = new ArrayList<>();
        for (Absence absence : history.absences()) {
            Duration grace = Policy.defaults().of(absence.reason()).grace();
            if (absence.length().isEmpty() || absence.length().get().compareTo(grace.plus(SETTLE)) > 0) {
                expected.add("offline");
                absence.until().ifPresent(back -> expected.add("online"));
            }
        }
        assertThat(story.announced()).isEqualTo(expected);
        assertTruth(story, history);
        assertPairs(story);
    }

    @Property(tries = 10000)
    void lostMessagesDoNotWedgeADevice(@ForAll("legalHistories") History history, @ForAll Random random) {
        List<Arrival> arrivals = new ArrayList<>();
        for (Life life : history.lives()) {
            boolean last = life.equals(history.last());
            boolean lastWord = life.closed().isEmpty();
            if (last && lastWord || random.nextBoolean()) {
                arrivals.add(late(life.connect(Duration.ZERO), Duration.ofSeconds(3), random));
            }
            if (!lastWord && (last || random.nextBoolean())) {
                arrivals.add(late(life.disconnect(Duration.ZERO), Duration.ofSeconds(3), random));
            }
        }

        Story story = tell(arrivals);

        assertTruth(story, history);
        assertPairs(story);
    }

    @Property(tries = 10000)
    void everyEventHasItsOwnIdAndIdsSortAsTheEventsCame(
            @ForAll("legalHistories") History history, @ForAll Random random) {
        List<Arrival> arrivals = new ArrayList<>();
        for (Life life : history.lives()) {
            arrivals.add(late(life.connect(skew(random)), Duration.ofHours(1), random));
            life.closed()
                    .ifPresent(c -> arrivals.add(late(life.disconnect(skew(random)), Duration.ofHours(1), random)));
        }

        List<String> ids = tell(arrivals).events().stream().map(e -> e.id()).toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Provide
    Arbitrary<History> legalHistories() {
        return History.legal();
    }

    private static Story tell(List<Arrival> arrivals) {
        Story story = Story.device("device");
        arrivals.stream().sorted(Comparator.comparing(Arrival::at)).forEach(arrival -> story.until(arrival.at())
                .take(arrival.signal()));
        return story.toItsEnd();
    }

    private static void assertTruth(Story story, History history) {
        Life last = history.last();
        assertThat(story.verdict())
                .as("verdict after %s", history)
                .isEqualTo(last.closed().isPresent() ? Verdict.OFFLINE : Verdict.ONLINE);
        assertThat(story.presence().link().orElseThrow().connection().version()).hasValue(last.version());
        assertThat(story.presence().reason())
                .isEqualTo(last.closed().isPresent() ? Optional.of(last.reason()) : Optional.<Reason>empty());
    }

    /** Every end belongs to a beginning, and no beginning has two ends. */
    private static void assertPairs(Story story) {
        Set<String> open = new HashSet<>();
        story.events().forEach(event -> {
            if (event.type() == EventType.DEVICE_OFFLINE) {
                assertThat(open.add(event.device().orElseThrow().incidentId().orElseThrow()))
                        .isTrue();
                assertThat(open).hasSize(1);
            } else if (event.type() == EventType.DEVICE_ONLINE) {
                assertThat(open.remove(event.device().orElseThrow().incidentId().orElseThrow()))
                        .isTrue();
            }
        });
        assertThat(open).hasSize(story.verdict() == Verdict.OFFLINE ? 1 : 0);
    }

    private static Arrival late(Signal signal, Duration most, Random random) {
        return new Arrival(signal.at().plusMillis(random.nextInt((int) most.toMillis())), signal);
    }

    private static Duration skew(Random random) {
        return Duration.ofSeconds(random.nextInt(240) - 120);
    }
}
