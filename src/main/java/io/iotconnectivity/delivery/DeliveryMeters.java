package io.iotconnectivity.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The meters of the sinks. */
final class DeliveryMeters {
    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, SinkMeters> sinks = new ConcurrentHashMap<>();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    DeliveryMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** The meters of one sink. */
    SinkMeters of(String name) {
        return sinks.computeIfAbsent(name, sink -> new SinkMeters(registry, sink));
    }

    /**
     * Registers the gauges of a sink, only once however often it is attached: a reloaded route attaches its sink again.
     *
     * @param status the status of the sink that currently has the name; empty while none is attached
     */
    void watch(String sink, Supplier<Optional<SinkStatus>> status) {
        if (!watched.add(sink)) {
            return;
        }
        sinkGauge(
                sink,
                "active",
                null,
                "1 while the sink is active and receives events",
                status,
                now -> now.active() ? 1 : 0);
        sinkGauge(sink, "waiting", "events", "Events due to the sink", status, SinkStatus::waiting);
        sinkGauge(
                sink,
                "retrying",
                "events",
                "Waiting events that have failed at least once",
                status,
                SinkStatus::retrying);
        sinkGauge(
                sink,
                "oldest.waiting.age",
                "seconds",
                "Age of the oldest event due to the sink; 0 if there is none",
                status,
                now -> now.oldestWaiting()
                        .map(at -> Math.max(
                                0, Duration.between(at, clock.instant()).toMillis() / 1000.0))
                        .orElse(0.0));
        sinkGauge(
                sink,
                "oldest.unread.age",
                "seconds",
                "Age of the oldest event that the sink has not read, if the engine deletes events by their age; 0 if there"
                        + " is none",
                status,
                now -> now.unread()
                        .map(unread -> unread.age(clock.instant()).toMillis() / 1000.0)
                        .orElse(0.0));
        sinkGauge(
                sink,
                "unread.share",
                null,
                "The same age as a share of engine.history: at 1 the event is deleted, whether the sink has read it or not",
                status,
                now -> now.unread().map(unread -> unread.share(clock.instant())).orElse(0.0));
        sinkGauge(
                sink,
                "paused",
                null,
                "1 while the circuit breaker is open: the sink keeps failing or asked us to wait, and is tried with"
                        + " one event at a time",
                status,
                now -> now.pausedUntil().isPresent() ? 1 : 0);
        sinkGauge(
                sink,
                "disabled",
                null,
                "1 while the sink is disabled because it answered 410 Gone, until somebody enables it",
                status,
                now -> now.gone().isPresent() ? 1 : 0);
    }

    private void sinkGauge(
            String sink,
            String name,
            String unit,
            String description,
            Supplier<Optional<SinkStatus>> status,
            ToDoubleFunction<SinkStatus> value) {
        Gauge.builder(
                        "iotc.sink." + name,
                        () -> status.get().map(value::applyAsDouble).orElse(Double.NaN))
                .description(description)
                .baseUnit(unit)
                .tag("sink", sink)
                .register(registry);
    }
}
