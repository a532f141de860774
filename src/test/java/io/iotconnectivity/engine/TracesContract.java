package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** In every engine the trace of a signal stays with the events that come of it: at once, after the grace, and after a restart. */
public abstract class TracesContract extends EngineContract {
    private static final Optional<String> CONNECT =
            Optional.of("00-11111111111111111111111111111111-aaaaaaaaaaaaaaaa-01");
    private static final Optional<String> DROP = Optional.of("00-22222222222222222222222222222222-bbbbbbbbbbbbbbbb-01");
    private static final ClientId CLIENT = new ClientId("a");

    private final Map<String, String> traces = new ConcurrentHashMap<>();

    @Override
    protected Engine open() {
        Engine opened = open(IncidentPolicy.defaults());
        opened.continueTraces();
        return opened;
    }

    private void attach() {
        engine.attach(new Sink("s", event -> true, 3, 1, Optional.empty()), new Delivery() {
            @Override
            public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) {
                throw new AssertionError("with its trace");
            }

            @Override
            public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt, Optional<String> trace) {
                events.forEach(event -> traces.put(event.type().shortName(), trace.orElse("none")));
                return Receipt.NONE;
            }
        });
    }

    private static Connection connection() {
        return new Connection(
                OptionalLong.of(1), Optional.of("s"), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void connect(Optional<String> trace) {
        engine.accept(new Signal.Connected(CLIENT, clock.instant(), connection()), trace)
                .join();
    }

    private void drop(Optional<String> trace) {
        engine.accept(new Signal.Disconnected(CLIENT, clock.instant(), connection(), Reason.CONNECTION_LOST), trace)
                .join();
    }

    @Test
    void whatFollowsAfterTheGraceAndARestartBelongsToTheTraceOfTheDisconnect() {
        only(Promise.TRACES_DEADLINES);
        attach();
        connect(CONNECT);
        await().until(() -> CONNECT.get().equals(traces.get("device.signal")));
        clock.advance(Duration.ofMinutes(1));
        drop(DROP);
        await().until(() -> DROP.get().equals(traces.get("device.signal")));
        restart();
        clock.advance(Duration.ofMinutes(5));
        await().until(() -> engine.ledger().devicesByState().toString().contains("OFFLINE"));
        restart();
        attach();

        await().untilAsserted(() -> assertThat(traces).containsKeys("device.offline", "incident.opened"));
        assertThat(traces).containsEntry("device.offline", DROP.get()).containsEntry("incident.opened", DROP.get());
    }

    @Test
    void whatIsNotTracedDoesNotGoOnWithAnOlderTrace() {
        attach();
        connect(CONNECT);
        clock.advance(Duration.ofMinutes(1));
        drop(Optional.empty());
        clock.advance(Duration.ofMinutes(5));

        await().untilAsserted(() -> assertThat(traces)
                .containsEntry("device.signal", "none")
                .containsEntry("device.offline", "none")
                .containsEntry("incident.opened", "none"));
    }
}
