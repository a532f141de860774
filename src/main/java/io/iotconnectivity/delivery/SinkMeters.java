package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;

/** What is counted and timed of one sink. */
final class SinkMeters {
    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;
    private final Counter dropped;
    private final Counter repeated;
    private final Lag delivery;
    private final Lag endToEnd;

    SinkMeters(MeterRegistry registry, String sink) {
        delivered = deliveries(registry, sink, "delivered");
        failed = deliveries(registry, sink, "failed");
        dead = deliveries(registry, sink, "dead");
        dropped = deliveries(registry, sink, "dropped");
        repeated = deliveries(registry, sink, "repeated");
        delivery = Lag.of(
                registry, "iotc.lag.delivery", "From the decision that made an event to its delivery", "sink", sink);
        endToEnd = Lag.of(
                registry,
                "iotc.lag.end.to.end",
                "From the time that AWS gives for a connect or disconnect to the delivery of device.online or"
                        + " device.offline; the grace is part of the latter",
                "sink",
                sink);
    }

    private static Counter deliveries(MeterRegistry registry, String sink, String result) {
        return Counter.builder("iotc.deliveries")
                .description("Events delivered, attempts that failed, events that became dead letters, events that were"
                        + " over before they could be delivered, and what was told once more while it lasts")
                .baseUnit("deliveries")
                .tag("sink", sink)
                .tag("result", result)
                .register(registry);
    }

    /** The sink has taken it. */
    void delivered(Event event, Instant now) {
        delivered.increment();
        delivery.record(event.time(), now);
        Lag.startOf(event).ifPresent(at -> endToEnd.record(at, now));
    }

    /** An attempt came to nothing. */
    void failed() {
        failed.increment();
    }

    void lost(int events) {
        dead.increment(events);
    }

    /** What the sink had taken before it has taken once more. */
    void repeated() {
        repeated.increment();
    }

    void dropped() {
        dropped.increment();
    }
}
