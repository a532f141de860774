package io.iotconnectivity.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the suites that every engine must pass have in common: an engine, a clock set by hand, and queries. */
public abstract class EngineContract implements EngineFactory {
    protected static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    protected Path directory;

    protected final HandClock clock = new HandClock(START);

    @AutoClose
    protected Engine engine;

    @BeforeEach
    void openFirst() {
        engine = open();
    }

    /** Opens the engine on the data that an earlier one of this test has left; with simple rules unless a suite overrides it. */
    protected Engine open() {
        return open(new SimpleRules(), clock);
    }

    /** The rest of the test is only for engines that promise this. */
    protected final void only(Promise promise) {
        assumeTrue(promises().contains(promise), () -> "this engine does not promise " + promise);
    }

    /** Opens it with these device rules, and without incident rules. */
    protected final Engine open(Rules rules, HandClock clock) {
        return open(settings(Duration.ZERO), rules, new NoIncidents(), clock);
    }

    /** Opens it with these rules, without holding deadlines at the start. */
    protected final Engine open(Rules rules, IncidentRules incidents) {
        return open(settings(Duration.ZERO), rules, incidents, clock);
    }

    /** Opens it with the rules of the product. */
    protected final Engine open(IncidentPolicy policy) {
        return open(new PresenceMachine(Policy.defaults())::step, IncidentRules.of(new IncidentMachine(policy)));
    }

    /** Keeps everything for 30 days, and recognises redeliveries for one. */
    protected final EngineSettings settings(Duration settle) {
        return new EngineSettings(
                directory.resolve("engine.db"), Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(30), settle);
    }

    protected final void restart() {
        engine.close();
        engine = open();
    }

    protected Delivered attach(String name) {
        Delivered delivered = new Delivered();
        engine.attach(Delivered.sink(name), delivered);
        return delivered;
    }

    protected void accept(Signal signal) {
        engine.accept(signal).orTimeout(60, TimeUnit.SECONDS).join();
    }

    protected void accept(Stream<Signal> signals) {
        CompletableFuture.allOf(signals.map(engine::accept).toArray(CompletableFuture[]::new))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    protected Verdict state(String client) {
        return engine.ledger().device(new ClientId(client)).orElseThrow().state();
    }

    protected List<String> eventIds(String client) {
        return engine.ledger().events(new ClientId(client), Optional.empty(), 10_000).items().stream()
                .map(Event::id)
                .toList();
    }

    protected List<DeadLetter> deadLetters() {
        return deadLetters(Optional.empty());
    }

    protected List<DeadLetter> deadLetters(Optional<String> origin) {
        return engine.ledger()
                .deadLetters(origin.map(DeadLetterQuery::of).orElse(DeadLetterQuery.ALL), Optional.empty(), 1000)
                .items();
    }

    protected SinkStatus status(String sink) {
        return engine.ledger().sinks().stream()
                .filter(status -> status.name().equals(sink))
                .findFirst()
                .orElseThrow();
    }

    /** Advances the clock in steps, giving the engine time to act on each. */
    protected void letTimePassUntil(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    clock.advance(Duration.ofSeconds(15));
                    return condition.call();
                });
    }

    protected static Signal connected(String client, long version) {
        return new Signal.Connected(new ClientId(client), START.plusSeconds(version), connection(version));
    }

    protected static Signal disconnected(String client, long version) {
        return new Signal.Disconnected(
                new ClientId(client), START.plusSeconds(version), connection(version), Reason.CONNECTION_LOST);
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A sink that records what it receives, and fails on request. */
    protected static class Delivered implements Delivery {
        static final int MAX_ATTEMPTS = 6;

        volatile boolean dead;
        final Queue<List<Event>> batches = new ConcurrentLinkedQueue<>();
        private final Map<String, Integer> failures = new ConcurrentHashMap<>();
        private final Queue<Map.Entry<String, Integer>> attempts = new ConcurrentLinkedQueue<>();

        static Sink sink(String name) {
            return new Sink(name, event -> true, MAX_ATTEMPTS, 4, Optional.empty());
        }

        void failNext(String eventId, int times) {
            failures.put(eventId, times);
        }

        @Override
        public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
            events.forEach(event -> attempts.add(Map.entry(event.id(), attempt)));
            if (dead) {
                throw new IllegalStateException("dead");
            }
            for (Event event : events) {
                int left = failures.getOrDefault(event.id(), 0);
                if (left > 0) {
                    failures.put(event.id(), left - 1);
                    throw new IllegalStateException("not yet");
                }
            }
            batches.add(events);
            return Receipt.NONE;
        }

        List<String> ids() {
            return batches.stream().flatMap(List::stream).map(Event::id).toList();
        }

        List<String> idsOf(String client) {
            return batches.stream()
                    .flatMap(List::stream)
                    .filter(event -> event.subject().equals(client))
                    .map(Event::id)
                    .toList();
        }

        List<EventType> typesOf(String client) {
            return batches.stream()
                    .flatMap(List::stream)
                    .filter(event -> event.subject().equals(client))
                    .map(Event::type)
                    .toList();
        }

        List<Integer> attemptsOf(String eventId) {
            return attempts.stream()
                    .filter(attempt -> attempt.getKey().equals(eventId))
                    .map(Map.Entry::getValue)
                    .toList();
        }
    }
}
