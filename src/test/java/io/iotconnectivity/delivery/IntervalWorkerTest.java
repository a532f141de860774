package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class IntervalWorkerTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();
    private final HandClock clock = new HandClock(START);
    private final List<List<Event>> batches = new CopyOnWriteArrayList<>();

    @Test
    void firstIntervalBeginsWhenTheSinkIsAttachedAndNotWhenItsThreadGetsToRun() {
        Sink sink = new Sink("desk", event -> true, 3, 1, Optional.of(Duration.ofMinutes(1)));
        Assignments assignments = new Assignments();
        store.subscribe(sink, assignments);
        IntervalWorker worker = new IntervalWorker(
                sink,
                (events, attempt, receipt) -> {
                    batches.add(events);
                    return Receipt.NONE;
                },
                assignments.current(),
                clock,
                new SinkMeters(new SimpleMeterRegistry(), "desk"));
        store.tell(SampleIncidents.opened("a", START));
        clock.advance(Duration.ofMinutes(1));

        worker.start();

        await().until(() -> batches.size() == 1);
        assertThat(batches.get(0)).extracting(Event::id).containsExactly("a-1");
        worker.stop().join();
    }
}
