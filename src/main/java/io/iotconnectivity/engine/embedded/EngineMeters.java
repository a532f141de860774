package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** What the engine counts and times. */
final class EngineMeters {
    private final MeterRegistry registry;
    private final Map<String, Counter> signals = new ConcurrentHashMap<>();
    private final Map<String, Counter> deliveries = new ConcurrentHashMap<>();
    private final Map<EventType, Counter> events = new EnumMap<>(EventType.class);
    private final Timer commit;
    private final DistributionSummary batch;

    EngineMeters(MeterRegistry registry) {
        this.registry = registry;
        for (EventType type : EventType.values()) {
            events.put(type, registry.counter("iotc.events", "type", type.shortName()));
        }
        commit = Timer.builder("iotc.store.commit")
                .description("Time to write one batch and bring it to the disk")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        batch = DistributionSummary.builder("iotc.store.batch")
                .description("Steps and other writes that shared one commit")
                .register(registry);
    }

    void signal(String kind, String result) {
        signals.computeIfAbsent(
                        kind + ' ' + result, key -> registry.counter("iotc.signals", "kind", kind, "result", result))
                .increment();
    }

    void event(EventType type) {
        events.get(type).increment();
    }

    /**
     * @param result {@code delivered}, {@code failed}, {@code dead} or {@code dropped}
     */
    void delivery(String sink, String result, int count) {
        deliveries
                .computeIfAbsent(
                        sink + ' ' + result, key -> registry.counter("iotc.deliveries", "sink", sink, "result", result))
                .increment(count);
    }

    Timer commit() {
        return commit;
    }

    void batch(int size) {
        batch.record(size);
    }

    <T> void queueDepth(T owner, ToDoubleFunction<T> depth) {
        Gauge.builder("iotc.queue", owner, depth)
                .description("Signals and other writes that wait for the store")
                .register(registry);
    }

    void devices(Verdict verdict, StateCounts counts) {
        Gauge.builder("iotc.devices", counts, all -> all.of(verdict))
                .tag("state", verdict.name())
                .register(registry);
    }
}
