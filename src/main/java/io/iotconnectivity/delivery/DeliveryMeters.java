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

/** What is counted and shown of the sinks. */
final class DeliveryMeters {
    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, SinkMeters> sinks = new ConcurrentHashMap<>();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    DeliveryMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Those of one sink. */
    SinkMeters of(String name) {
        return sinks.computeIfAbsent(name, sink -> new SinkMeters(registry, sink));
    }

    /**
     * Shows how a sink is doing, once however often it is attached: a route that is loaded again attaches its sink again.
     *
     * @param status of whichever has the name now; empty while none is attached
     */
    void watch(String sink, Supplier<Optional<SinkStatus>> status) {
        if (!watched.add(sink)) {
            return;
        }
        sinkGauge(
                sink,
                "active",
                null,
                "1 while events are being delivered to the sink",
                status,
                now -> now.active() ? 1 : 0);
        sinkGauge(sink, "waiting", "events", "Events that are due to the sink", status, SinkStatus::waiting);
        sinkGauge(
                sink,
                "retrying",
                "events",
                "Those of them that have failed at least once",
                status,
                SinkStatus::retrying);
        sinkGauge(
                sink,
                "oldest.waiting.age",
                "seconds",
                "Age of the oldest event that is due to the sink; 0 if there is none",
                status,
                now -> now.oldestWaiting()
                        .map(at -> Math.max(
                                0, Duration.between(at, clock.instant()).toMillis() / 1000.0))
                        .orElse(0.0));
        sinkGauge(
                sink,
                "paused",
                null,
                "1 while the sink looks dead or asked to be left alone, and is tried with one event at a time",
                status,
                now -> now.pausedUntil().isPresent() ? 1 : 0);
        sinkGauge(
                sink,
                "disabled",
                null,
                "1 while the sink gets nothing because it said that it is gone, until somebody enables it",
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
