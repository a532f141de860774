package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** The counters and timers of one sink. */
final class SinkMeters {
    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;
    private final Counter dropped;
    private final Counter repeated;
    private final Counter superseded;
    private final Lag delivery;
    private final Lag endToEnd;
    /** All workers of the sink together. */
    private final AtomicInteger concurrency = new AtomicInteger();

    SinkMeters(MeterRegistry registry, String sink) {
        delivered = deliveries(registry, sink, "delivered");
        failed = deliveries(registry, sink, "failed");
        dead = deliveries(registry, sink, "dead");
        dropped = deliveries(registry, sink, "dropped");
        repeated = deliveries(registry, sink, "repeated");
        superseded = deliveries(registry, sink, "superseded");
        delivery = Lag.of(
                registry, "iotc.lag.delivery", "From the decision that created an event to its delivery", "sink", sink);
        endToEnd = Lag.of(
                registry,
                "iotc.lag.end.to.end",
                "From AWS's timestamp of a connect or disconnect to the delivery of device.online or"
                        + " device.offline; the latter includes the grace period",
                "sink",
                sink);
        Gauge.builder("iotc.sink.concurrency.limit", concurrency, AtomicInteger::get)
                .description(
                        "Calls to the sink that may be in progress at the same time: fewer after failures and throttling, more"
                                + " while it keeps its pace, up to its concurrency setting; 0 while it receives no events or gets them in batches")
                .baseUnit("calls")
                .tag("sink", sink)
                .register(registry);
    }

    private static Counter deliveries(MeterRegistry registry, String sink, String result) {
        return Counter.builder("iotc.deliveries")
                .description("Deliveries by result: delivered, failed attempts, dead letters, events dropped because"
                        + " they were over, or had later news, before they could be delivered, events superseded by"
                        + " a newer one of their device, and repetitions and reminders of events while they last")
                .baseUnit("deliveries")
                .tag("sink", sink)
                .tag("result", result)
                .register(registry);
    }

    /** The sink accepted the event. */
    void delivered(Event event, Instant now) {
        delivered.increment();
        delivery.record(event.time(), now);
        Lag.startOf(event).ifPresent(at -> endToEnd.record(at, now));
    }

    /** An attempt failed. */
    void failed() {
        failed.increment();
    }

    void lost(int events) {
        dead.increment(events);
    }

    /** The sink accepted a repetition of an event. */
    void repeated() {
        repeated.increment();
    }

    void superseded(int events) {
        superseded.increment(events);
    }

    void dropped() {
        dropped.increment();
    }

    /** A worker of the sink may have that many more calls in progress, or fewer. */
    void moreConcurrency(int calls) {
        concurrency.addAndGet(calls);
    }
}
