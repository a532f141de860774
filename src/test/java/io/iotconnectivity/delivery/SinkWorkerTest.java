package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a heartbeat so slow that nothing happens unless the worker is woken for it. */
class SinkWorkerTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final int PARTITION =
            InMemoryDeliveryStore.partitionOf(SampleIncidents.opened("a", START).subject());

    private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private volatile boolean fails;
    private final SinkWorker worker = worker(taken);

    @AfterEach
    void stop() {
        assertThat(worker.stop()).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void eachEventIsDeliveredAsSoonAsTheWorkerIsWoken() {
        worker.start();

        tellsOneAfterTheOther();
    }

    @Test
    void aWakeUpWhileTheStoreCannotBeReadIsNotTheLast() {
        store.readable(false);
        worker.start();
        worker.wake();
        // It has been woken between two attempts to begin.
        await().until(() -> store.refusals() > 2);
        store.readable(true);

        tellsOneAfterTheOther();
    }

    @Test
    void goesOnByItselfWhenTheStoreCanBeReadAgain() {
        worker.start();
        tellsOneAfterTheOther();
        store.readable(false);
        tell("i");
        await().until(() -> store.refusals() > 2);
        store.readable(true);

        await().untilAsserted(() -> assertThat(taken).contains("i-1"));
    }

    @Test
    void asksAgainByItselfWhetherAnIncidentIsOver() {
        worker.start();
        tellsOneAfterTheOther();
        store.deciding(false);
        tell("i");
        await().until(() -> store.refusals() > 2);
        assertThat(taken).doesNotContain("i-1");
        store.deciding(true);

        await().untilAsserted(() -> assertThat(taken).contains("i-1"));
    }

    @Test
    void doesNotReadAgainForEachWakeUpWhileTheStoreCannotBeRead() {
        worker.start();
        tellsOneAfterTheOther();
        store.readable(false);
        worker.wake();
        await().until(() -> store.refusals() > 0);

        for (int i = 0; i < 1000; i++) {
            worker.wake();
            Thread.yield();
        }

        assertThat(store.refusals()).isLessThan(100);
    }

    @Test
    void stopsAtOnceWhileTheStoreCannotBeRead() {
        worker.start();
        tellsOneAfterTheOther();
        store.readable(false);
        worker.wake();
        await().until(() -> store.refusals() > 0);

        assertThat(worker.stop()).succeedsWithin(Duration.ofSeconds(10));
    }

    /** Otherwise no other worker of the sink would ever begin, as after its route was loaded anew. */
    @Test
    void stopsAlsoWhereItFindsAnotherEventWhenItIsToStop() {
        worker.start();
        tellsOneAfterTheOther();
        store.tell(SampleIncidents.opened("i", START));

        assertThat(worker.stop()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(taken).doesNotContain("i-1");
        // The next worker begins behind what was delivered.
        assertThat(store.seize("desk", PARTITION).eventsAfter(cursor(), 10).events())
                .extracting(logged -> logged.event().id())
                .containsExactly("i-1");
    }

    @Test
    void meterShowsHowManyCallsMayBeInProgress() {
        worker.start();
        tellsOneAfterTheOther();
        assertThat(concurrency()).isEqualTo(2);

        fails = true;
        tell("i");
        await().until(() -> concurrency() == 1);

        assertThat(worker.stop()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(concurrency()).isZero();
    }

    private double concurrency() {
        return registry.get("iotc.sink.concurrency.limit").gauge().value();
    }

    /** Even if it is not told: another process may deliver these events. */
    @Test
    void callsTheSinkNoMoreOnceItHasLostItsPartition() {
        worker.start();
        tellsOneAfterTheOther();
        List<String> takenBySuccessor = new CopyOnWriteArrayList<>();
        SinkWorker successor = worker(takenBySuccessor);

        tell("i");
        await().until(() -> worker.status().waiting() == 1);
        successor.start();

        await().untilAsserted(() -> assertThat(takenBySuccessor).containsExactly("i-1"));
        assertThat(successor.stop()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(worker.stop()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(taken).doesNotContain("i-1");
        assertThat(store.seize("desk", PARTITION).eventsAfter(cursor(), 10).events())
                .as("the last checkpoint is the successor's")
                .isEmpty();
    }

    /** Takes the partition away from any worker before. */
    private SinkWorker worker(List<String> delivered) {
        return new SinkWorker(
                new Sink("desk", event -> true, 3, 2, Optional.empty()),
                (events, attempt, receipt) -> {
                    if (fails) {
                        throw new IOException("the sink is down");
                    }
                    delivered.add(events.get(0).id());
                    return Receipt.NONE;
                },
                store.seize("desk", PARTITION),
                Clock.systemUTC(),
                new SinkMeters(registry, "desk"),
                Duration.ofHours(1));
    }

    private long cursor() {
        return store.load("desk").get(PARTITION).progress().cursor();
    }

    private void tellsOneAfterTheOther() {
        for (String incident : List.of("a", "c", "e", "g")) {
            tell(incident);
            await().untilAsserted(() -> assertThat(taken).contains(incident + "-1"));
        }
    }

    private void tell(String incident) {
        Event event = SampleIncidents.opened(incident, START);
        assertThat(InMemoryDeliveryStore.partitionOf(event.subject())).isEqualTo(PARTITION);
        store.tell(event);
        worker.wake();
    }
}
