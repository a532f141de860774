package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever fails and whenever the process ends, each device's events arrive in order and none is missing. */
class SubjectQueuesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @Property(tries = 500)
    void anyFailuresAndAnyCrashesLeaveEachDevicesEventsInOrderAndComplete(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 5) int devices) {
        List<Logged> log = log(devices, 60);
        Map<String, List<Long>> delivered = new HashMap<>();
        Stored stored = new Stored();
        SubjectQueues subjects = stored.load(START);
        List<SubjectQueue> underWay = new ArrayList<>();
        Instant now = START;
        boolean finished = false;
        for (int i = 0; i < 100_000 && !finished; i++) {
            switch (random.nextInt(6)) {
                case 0 -> now = now.plus(Duration.ofMillis(random.nextInt(2000)));
                case 1 -> {
                    int next = (int) subjects.readUpTo();
                    if (next < log.size() && subjects.hasRoom()) {
                        subjects.add(log.get(next), now);
                    }
                }
                case 2 -> subjects.take(now).ifPresent(underWay::add);
                case 3 -> {
                    if (!underWay.isEmpty()) {
                        SubjectQueue queue = underWay.remove(random.nextInt(underWay.size()));
                        if (random.nextInt(3) == 0) {
                            queue.first().attempts++;
                            subjects.failed(queue, "no", now.plusSeconds(1), now);
                        } else {
                            delivered
                                    .computeIfAbsent(queue.subject, device -> new ArrayList<>())
                                    .add(queue.first().seq);
                            subjects.end(queue, Completion.NONE, now);
                        }
                    }
                }
                case 4 -> subjects.change(now).ifPresent(stored::note);
                default -> {
                    if (random.nextInt(50) == 0) {
                        underWay.clear();
                        subjects = stored.load(now);
                    }
                }
            }
            finished = stored.cursor == log.size() && stored.rows.isEmpty();
        }

        assertThat(finished).isTrue();
        assertThat(subjects.waiting()).isZero();
        for (int d = 0; d < devices; d++) {
            String device = "d" + d;
            List<Long> all = log.stream()
                    .filter(logged -> logged.event().subject().equals(device))
                    .map(Logged::seq)
                    .toList();
            // What is repeated after a crash does not count; the first times have to be in order.
            assertThat(delivered.getOrDefault(device, List.of()).stream().distinct())
                    .containsExactlyElementsOf(new TreeSet<>(all));
        }
    }

    /** What a crash leaves. */
    private static final class Stored {
        private long cursor;
        private final Map<Long, PendingRow> rows = new TreeMap<>();

        void note(UnsavedProgress.Change change) {
            assertThat(change.cursor()).isGreaterThanOrEqualTo(cursor);
            cursor = change.cursor();
            change.rows().forEach((seq, row) -> {
                assertThat(seq).as("rows lie at or before the cursor").isLessThanOrEqualTo(cursor);
                row.ifPresentOrElse(parked -> rows.put(seq, parked), () -> rows.remove(seq));
            });
        }

        SubjectQueues load(Instant now) {
            SubjectQueues subjects = new SubjectQueues(cursor, cursor);
            rows.values().forEach(row -> subjects.restore(row, now));
            return subjects;
        }
    }

    private static List<Logged> log(int devices, int length) {
        List<Logged> log = new ArrayList<>();
        for (int i = 1; i <= length; i++) {
            ClientId client = new ClientId("d" + i * 7 % devices);
            Event event = new SimpleRules()
                    .step(Presence.unseen(client), new Signal.Connected(client, START, Connection.UNKNOWN), START)
                    .events()
                    .get(0);
            log.add(new Logged(i, event));
        }
        return log;
    }
}
