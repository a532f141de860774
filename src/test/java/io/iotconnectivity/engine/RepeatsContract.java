package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every engine repeats to a sink while an incident is open. */
public abstract class RepeatsContract extends EngineContract {
    private static final Duration EVERY = Duration.ofSeconds(100);
    private static final Duration STEP = EVERY.dividedBy(20);

    private final Forgetful sink = new Forgetful();

    @Override
    protected Engine open() {
        Engine opened = open(new SimpleRules(), new NoIncidents());
        opened.attach(new Sink("alerts", event -> true, 3, 4, Optional.empty()), sink);
        return opened;
    }

    @Test
    void openIncidentIsToldAgainInItsLastStateUntilItsEnd() {
        tell(event(EventType.INCIDENT_OPENED, 1));
        tell(event(EventType.INCIDENT_UPDATED, 2));
        taken("x-1", "x-2");
        counted(2);

        takenAgain("x-1", "x-2", "x-2");
        takenAgain("x-1", "x-2", "x-2", "x-2");
        tell(event(EventType.INCIDENT_RESOLVED, 3));
        taken("x-1", "x-2", "x-2", "x-2", "x-3");
        assertThat(sink.receipts)
                .containsExactly(
                        Optional.empty(),
                        Optional.of("kept of x-1"),
                        Optional.of("kept of x-2"),
                        Optional.of("kept of x-2"),
                        Optional.of("kept of x-2"));

        clock.advance(EVERY);
        nothingMore();
    }

    @Test
    void whatIsToldAgainCountsAsNoEventAndStandsInNoRecord() {
        tell(event(EventType.INCIDENT_OPENED, 1));
        taken("x-1");
        counted(1);
        takenAgain("x-1", "x-1");

        assertThat(status().delivered()).isEqualTo(1);
        await().until(() -> status().waiting() == 0);
        await().until(() -> !engine.ledger().sent("x", 10).isEmpty());
        assertThat(engine.ledger().sent("x", 10)).hasSize(1);
    }

    @Test
    void incidentIsToldAgainAtOnceAfterARestart() {
        tell(event(EventType.INCIDENT_OPENED, 1));
        taken("x-1");
        await().until(() -> status().waiting() == 0);

        restart();

        taken("x-1", "x-1");
        assertThat(sink.receipts).containsExactly(Optional.empty(), Optional.of("kept of x-1"));
    }

    @Test
    void endOfAnIncidentIsRememberedAlsoAfterARestart() {
        tell(event(EventType.INCIDENT_OPENED, 1));
        tell(event(EventType.INCIDENT_RESOLVED, 2));
        taken("x-1", "x-2");

        restart();
        clock.advance(EVERY);

        nothingMore();
    }

    @Test
    void failureToTellAgainIsNoDeadLetterAndIsTriedOnceMore() {
        tell(event(EventType.INCIDENT_OPENED, 1));
        taken("x-1");
        counted(1);
        sink.failure = Optional.of(new NotTaken("connection refused", null));
        clock.advance(EVERY);
        for (int i = 0; i < 10; i++) {
            long before = status().failures();
            await().until(() -> {
                clock.advance(Duration.ofSeconds(5));
                return status().failures() > before;
            });
        }
        assertThat(status().lastError()).contains("connection refused");
        sink.failure = Optional.empty();
        await().until(() -> {
            clock.advance(Duration.ofSeconds(5));
            return sink.ids.size() == 2;
        });

        await().untilAsserted(() -> assertThat(status().lastError()).isEmpty());
        assertThat(engine.ledger()
                        .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                        .items())
                .isEmpty();
    }

    @Test
    void refusalForGoodIsNoDeadLetterEither() {
        tell(event(EventType.INCIDENT_OPENED, 1));
        taken("x-1");
        counted(1);
        sink.failure = Optional.of(new Undeliverable("bad request"));
        await().until(() -> {
            clock.advance(STEP);
            return status().failures() == 1;
        });
        sink.failure = Optional.empty();

        takenAgain("x-1", "x-1");
        assertThat(engine.ledger()
                        .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                        .items())
                .isEmpty();
    }

    @Test
    void sinkThatWantsItNoLongerIsToldNoMore() {
        tell(event(EventType.INCIDENT_OPENED, 1));
        taken("x-1");
        sink.again = Optional.empty();
        takenAgain("x-1", "x-1");
        clock.advance(EVERY.multipliedBy(3));

        nothingMore();
    }

    private void tell(Event event) {
        engine.address("alerts", List.of(event)).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static Event event(EventType type, int sequence) {
        return SampleIncidents.event(type, IncidentKind.TEST, "x", sequence, START);
    }

    private void taken(String... ids) {
        await().untilAsserted(() -> assertThat(sink.ids).containsExactly(ids));
    }

    /** The next repetition is due from when the delivery is counted, which is after the sink has taken it. */
    private void counted(int delivered) {
        await().until(() -> status().delivered() == delivered);
    }

    /**
     * Advances the clock until the last of these is repeated. In steps: the engine notes when it has delivered after the sink has
     * returned, and thus perhaps after the clock has been advanced.
     */
    private void takenAgain(String... ids) {
        await().until(() -> {
            boolean all = sink.ids.size() >= ids.length;
            if (!all) {
                clock.advance(STEP);
            }
            return all;
        });
        taken(ids);
    }

    /** Everything that is due is repeated before new events are delivered. */
    private void nothingMore() {
        List<String> before = List.copyOf(sink.ids);
        tell(SampleIncidents.event(EventType.INCIDENT_OPENED, IncidentKind.TEST, "last", 1, START));
        await().untilAsserted(() -> assertThat(sink.ids).contains("last-1"));
        assertThat(sink.ids).hasSize(before.size() + 1);
    }

    private SinkStatus status() {
        return engine.ledger().sinks().get(0);
    }

    /** A sink that wants every event repeated, and may fail. */
    private static final class Forgetful implements Delivery {
        volatile Optional<Duration> again = Optional.of(EVERY);
        volatile Optional<Exception> failure = Optional.empty();
        final Queue<String> ids = new ConcurrentLinkedQueue<>();
        final Queue<Optional<String>> receipts = new ConcurrentLinkedQueue<>();

        @Override
        public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
            if (failure.isPresent()) {
                throw failure.get();
            }
            ids.add(events.get(0).id());
            receipts.add(receipt);
            return new Receipt(Optional.of("kept of " + events.get(0).id()), Optional.empty(), again);
        }
    }
}
