package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A sink that keeps only the latest state of each device ends up with it, whatever fails, and misses nothing else. */
class SupersedingPropertiesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final int DEVICES = 4;
    /** As for shadows: a device that is online supersedes nothing. */
    private static final Predicate<Event> STATES =
            event -> event.device().orElseThrow().state() == Verdict.OFFLINE;

    @Property(tries = 1000)
    void theLastStateArrivesAndOnlyWhatANewerOneReplacesIsLeftOut(@ForAll Random random) {
        World world = new World(random);
        for (int i = 0; i < 400; i++) {
            world.act();
        }
        world.settle();

        world.log.forEach(world::check);
        if (!world.crashed) {
            assertThat(world.arrived.size() + (int) world.counted()).isEqualTo(world.log.size());
        }
    }

    @Test
    void whatIsUnderWayOrAddressedIsNotSuperseded() {
        SinkQueue queue = queue(new SubjectQueues(0, 0, true, false), new SimpleMeterRegistry());
        queue.read(new Logged(1, offline("d", 1)), START);
        SubjectQueue underWay = queue.next(START).orElseThrow();
        queue.read(new Logged(2, offline("d", 2), Optional.of("rows"), Optional.empty()), START);
        queue.read(new Logged(3, offline("d", 3)), START);
        queue.read(new Logged(4, offline("d", 4)), START);

        assertThat(underWay.waiting).extracting(pending -> pending.seq).containsExactly(1L, 2L, 4L);
    }

    @Test
    void whatIsReplayedSupersedesNothingThatIsNewer() {
        SinkQueue queue = queue(new SubjectQueues(0, 0, true, false), new SimpleMeterRegistry());
        queue.read(new Logged(1, offline("d", 5)), START);
        queue.read(new Logged(2, offline("d", 3), Optional.of("rows"), Optional.empty()), START);

        assertThat(queue.next(START).orElseThrow().waiting)
                .extracting(pending -> pending.seq)
                .containsExactly(1L, 2L);
    }

    private static Event offline(String device, long sequence) {
        return SampleEvents.offline(device).numbered(sequence).event();
    }

    private static SinkQueue queue(SubjectQueues subjects, MeterRegistry meters) {
        Sink sink = new Sink(
                "rows",
                event -> true,
                1_000_000,
                4,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(STATES));
        return new SinkQueue(
                sink,
                subjects,
                new OpenTickets(sink, new HashMap<>(), event -> false),
                new Repeats(Map.of(), START),
                new DeliveryCounts("rows", new SinkMeters(meters, "rows")));
    }

    private static final class World {
        private final Random random;
        private final MeterRegistry meters = new SimpleMeterRegistry();
        private final List<Logged> log = new ArrayList<>();
        private final List<Logged> arrived = new ArrayList<>();
        private final List<SubjectQueue> underWay = new ArrayList<>();
        private final Map<Long, PendingRow> rows = new TreeMap<>();
        private long cursor;
        private boolean crashed;
        private Instant now = START;
        private SinkQueue queue;

        World(Random random) {
            this.random = random;
            start();
        }

        private void start() {
            underWay.clear();
            SubjectQueues subjects = new SubjectQueues(cursor, cursor, true, false);
            rows.values().forEach(row -> subjects.restore(row, now));
            queue = queue(subjects, meters);
        }

        private Logged logged(long seq) {
            return log.get((int) (seq - 1));
        }

        void act() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> tell();
                case 3, 4, 5 -> read();
                case 6 -> queue.next(now).ifPresent(underWay::add);
                case 7, 8 -> end(random.nextInt(3) == 0);
                case 9 -> now = now.plus(Duration.ofSeconds(random.nextInt(5)));
                case 10 -> note();
                default -> {
                    if (random.nextInt(20) == 0) {
                        crashed = true;
                        start();
                    }
                }
            }
        }

        private void tell() {
            long seq = log.size() + 1;
            String device = "d" + random.nextInt(DEVICES);
            log.add(new Logged(
                    seq,
                    switch (random.nextInt(4)) {
                        case 0 -> SampleIncidents.opened("i" + seq, now);
                        case 1 -> SampleEvents.online(device).numbered(seq).event();
                        default -> offline(device, seq);
                    }));
        }

        private void read() {
            long next = queue.subjects().readUpTo();
            if (next < log.size()) {
                queue.read(logged(next + 1), now);
            }
        }

        private void end(boolean fails) {
            if (underWay.isEmpty()) {
                return;
            }
            SubjectQueue subject = underWay.remove(random.nextInt(underWay.size()));
            if (fails) {
                queue.failed(
                        subject,
                        new Attempt(Attempt.Result.FAILED, Receipt.NONE, "no", Optional.empty(), false, false),
                        now);
            } else {
                arrived.add(logged(subject.first().seq));
                queue.delivered(subject, Receipt.NONE, now);
            }
        }

        private void note() {
            queue.subjects().change(now).ifPresent(change -> {
                cursor = change.cursor();
                change.rows()
                        .forEach((seq, row) ->
                                row.ifPresentOrElse(parked -> rows.put(seq, parked), () -> rows.remove(seq)));
                queue.subjects().saved();
            });
        }

        void settle() {
            while (cursor < log.size() || !rows.isEmpty()) {
                read();
                queue.next(now).ifPresent(underWay::add);
                end(false);
                note();
                now = now.plusSeconds(1);
            }
        }

        double counted() {
            return meters.get("iotc.deliveries")
                    .tag("result", "superseded")
                    .counter()
                    .count();
        }

        void check(Logged logged) {
            if (arrived.stream().anyMatch(one -> one.seq() == logged.seq())) {
                return;
            }
            assertThat(logged.event().device())
                    .as("an incident is not left out")
                    .isPresent();
            assertThat(arrived)
                    .as("a newer state of the device of %s has arrived", logged)
                    .anyMatch(newer -> newer.seq() > logged.seq()
                            && newer.event().subject().equals(logged.event().subject())
                            && STATES.test(newer.event()));
        }
    }
}
