package io.iotconnectivity.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.History.Absence;
import io.iotconnectivity.presence.History.Life;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * After an absence, the fleet index reports at once how each device stands, as of minutes ago. The events that led there
 * wait at the broker, among those of all other devices, and AWS delivers ten a second.
 */
class BacklogPropertiesTest {
    private static final int MESSAGES_A_SECOND = 10;
    private static final Duration MOST_LAG = Duration.ofMinutes(4);
    private static final Duration BETWEEN_COMPARISONS = Duration.ofMinutes(5);

    private interface Told {
        Instant at();
    }

    private record Message(Instant at, Signal signal) implements Told {}

    private record Compared(Instant at, Connectivity found) implements Told {}

    @Property(tries = 10000)
    void oneOutageRingsOnce(@ForAll("legalHistories") History history, @ForAll Random random) {
        assertOneRingAnOutage(history, random, UnaryOperator.identity());
    }

    @Property(tries = 10000)
    void oneOutageRingsOnceWhateverIsLostOrRepeatedOrOutOfOrder(
            @ForAll("legalHistories") History history, @ForAll Random random) {
        assertOneRingAnOutage(history, random, inOrder -> {
            List<Signal> queued = new ArrayList<>(
                    inOrder.stream().filter(signal -> random.nextInt(4) > 0).toList());
            queued.addAll(
                    queued.stream().filter(signal -> random.nextInt(4) == 0).toList());
            Collections.shuffle(queued, random);
            return queued;
        });
    }

    private static void assertOneRingAnOutage(
            History history, Random random, UnaryOperator<List<Signal>> whatTheBrokerMakesOfIt) {
        List<Signal> signals = history.lives().stream()
                .flatMap(life -> life.closed().isPresent()
                        ? List.of(life.connect(Duration.ZERO), life.disconnect(Duration.ZERO)).stream()
                        : List.of(life.connect(Duration.ZERO)).stream())
                .toList();
        int seen = random.nextInt(signals.size()) + 1;
        Instant away = signals.get(seen - 1).at().plusSeconds(5);
        int missed = random.nextInt(signals.size() - seen + 1);
        Instant back = (seen + missed < signals.size()
                        ? signals.get(seen + missed).at()
                        : history.end().plusSeconds(1 + random.nextInt(7200)))
                .minusMillis(500);
        back = back.isAfter(away) ? back : away;

        List<Told> told = new ArrayList<>();
        List<Signal> missedSignals = new ArrayList<>();
        for (Signal signal : signals) {
            boolean whileAway = signal.at().isAfter(away) && signal.at().isBefore(back);
            if (whileAway) {
                missedSignals.add(signal);
            } else {
                told.add(new Message(signal.at().plusMillis(100), signal));
            }
        }
        Instant arrives = back;
        for (Signal signal : whatTheBrokerMakesOfIt.apply(missedSignals)) {
            int ofOthers = random.nextBoolean() ? random.nextInt(20) : random.nextInt(6000);
            arrives = arrives.plusMillis(1000L / MESSAGES_A_SECOND * (ofOthers + 1));
            told.add(new Message(arrives, signal));
        }
        Instant end = (arrives.isAfter(history.end()) ? arrives : history.end()).plus(Duration.ofMinutes(30));
        Instant asked = back.plusMillis(random.nextInt(3000));
        while (asked.isBefore(end)) {
            Duration lag = random.nextBoolean()
                    ? Duration.ofSeconds(1)
                    : Duration.ofMillis(random.nextInt((int) MOST_LAG.toMillis()));
            told.add(new Compared(asked, asOf(history, asked.minus(lag))));
            boolean often = asked.isBefore(back.plus(Duration.ofHours(2)));
            asked = asked.plus(often ? BETWEEN_COMPARISONS : Duration.ofHours(6));
        }
        told.add(new Compared(end, asOf(history, end)));

        Story story = Story.device("device");
        told.stream().sorted(Comparator.comparing(Told::at)).forEach(next -> {
            story.until(next.at());
            if (next instanceof Message message) {
                story.take(message.signal());
            } else if (next instanceof Compared compared) {
                story.isIndexedAs(compared.found());
            }
        });
        story.toItsEnd();

        boolean isGone = history.last().closed().isPresent();
        assertThat(story.verdict()).isEqualTo(isGone ? Verdict.OFFLINE : Verdict.ONLINE);
        assertRings(story, history);
    }

    /** Each alert ends before the next one begins, and no two alerts are about one absence. */
    private static void assertRings(Story story, History history) {
        List<String> rings = story.announced();
        for (int i = 0; i < rings.size(); i++) {
            assertThat(rings.get(i)).as("%s", rings).isEqualTo(i % 2 == 0 ? "offline" : "online");
        }
        assertThat(rings.size() % 2).isEqualTo(story.verdict() == Verdict.OFFLINE && hasRung(story) ? 1 : 0);
        List<Absence> rung = story.events().stream()
                .filter(event -> event.type() == EventType.DEVICE_OFFLINE)
                .map(event -> event.device().orElseThrow().since().orElseThrow())
                .map(since -> history.absences().stream()
                        .filter(absence -> absence.from().equals(since))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no absence began at " + since)))
                .toList();
        assertThat(rung).doesNotHaveDuplicates();
    }

    private static boolean hasRung(Story story) {
        return story.presence().outage().isPresent();
    }

    /** How the index, which knows of nothing later, tells it. */
    private static Connectivity asOf(History history, Instant moment) {
        Connectivity found = Connectivity.UNKNOWN;
        for (Life life : history.lives()) {
            if (!life.opened().isAfter(moment)) {
                found = life.closed()
                        .filter(closed -> !closed.isAfter(moment))
                        .map(closed -> Asked.gone(closed, life.reason()))
                        .orElseGet(() -> Asked.connected(life.opened()));
            }
        }
        return found;
    }

    @Provide
    Arbitrary<History> legalHistories() {
        return History.legal();
    }
}
