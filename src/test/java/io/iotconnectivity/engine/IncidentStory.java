package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What tests of incidents have happen to a fleet under the rules of the product, and what they look at. */
public abstract class IncidentStory extends EngineContract {
    protected static final Duration GRACE = Duration.ofSeconds(30);
    private static final int STORM = 3;

    private long version;

    @Override
    protected final Engine open() {
        return open(Fleet.grouped(STORM, Optional.empty()));
    }

    protected void attach(Queue<String> told) {
        engine.attach(
                new Sink("tickets", event -> event.type().isAboutAnIncident(), 5, 4, Optional.empty()),
                (events, attempt, receipt) -> {
                    Event event = events.get(0);
                    told.add(event.type().shortName() + " " + event.subject());
                    return Receipt.NONE;
                });
    }

    protected void connect(String client) {
        connect(List.of(client));
    }

    protected void connect(List<String> clients) {
        version++;
        accept(clients, client -> new Signal.Connected(new ClientId(client), clock.instant(), connection()));
    }

    protected void drop(String client) {
        drop(List.of(client));
    }

    protected void drop(List<String> clients) {
        accept(
                clients,
                client -> new Signal.Disconnected(
                        new ClientId(client), clock.instant(), connection(), Reason.CONNECTION_LOST));
    }

    protected Connection connection() {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What is due has been worked on when a signal that came after it is. */
    protected void letItWork() {
        for (int i = 0; i < 2; i++) {
            engine.accept(new Signal.SignOfLife(new ClientId("other"), clock.instant()))
                    .join();
        }
    }

    protected void passGrace(String client) {
        clock.advance(GRACE);
        awaitStates(List.of(client), Verdict.OFFLINE);
    }

    protected void awaitStates(List<String> clients, Verdict verdict) {
        await().atMost(Duration.ofSeconds(60)).until(() -> clients.stream()
                .allMatch(client -> engine.ledger()
                                .device(new ClientId(client))
                                .orElseThrow()
                                .state()
                        == verdict));
    }

    protected Silence silence(String id, String clients, Duration length) {
        return new Silence(
                id,
                Optional.of(ClientPattern.of(clients)),
                Optional.empty(),
                clock.instant(),
                clock.instant().plus(length),
                "ann",
                "works");
    }

    protected List<IncidentData> all(IncidentKind kind) {
        return engine.ledger()
                .incidents(new IncidentQuery(Optional.empty(), Optional.of(kind), Optional.empty()), 1000)
                .items();
    }

    protected IncidentData only(IncidentKind kind) {
        List<IncidentData> all = all(kind);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    protected List<Decision.What> decided(String client) {
        return engine.ledger().decisions(new ClientId(client), 100).stream()
                .map(Decision::what)
                .toList();
    }

    protected void assertNoDeadLetters() {
        assertThat(engine.ledger()
                        .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                        .items())
                .isEmpty();
    }

    protected void accept(List<String> clients, Function<String, Signal> signal) {
        CompletableFuture.allOf(clients.stream()
                        .map(client -> engine.accept(signal.apply(client)))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
