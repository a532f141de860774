package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Instant;
import java.util.Optional;

/** Counts the deliveries of one sink. Confined to one thread. */
final class DeliveryCounts {
    private final String sink;
    private final SinkMeters meters;
    private long delivered;
    private long failures;
    private long dropped;
    private int concurrency;
    private Optional<String> lastError = Optional.empty();
    private Optional<Instant> lastDelivery = Optional.empty();

    DeliveryCounts(String sink, SinkMeters meters) {
        this.sink = sink;
        this.meters = meters;
    }

    void delivered(Event event, Instant now) {
        delivered++;
        lastDelivery = Optional.of(now);
        lastError = Optional.empty();
        meters.delivered(event, now);
    }

    /** An event was repeated. */
    void repeated() {
        lastError = Optional.empty();
        meters.repeated();
    }

    void failed(String error) {
        failures++;
        lastError = Optional.of(error);
        meters.failed();
    }

    void lost(int events) {
        meters.lost(events);
    }

    /** They were out of date before they could be delivered. */
    void superseded(int events) {
        meters.superseded(events);
    }

    void dropped() {
        dropped++;
        meters.dropped();
    }

    /** So many calls may be in progress; none once the sink receives no events any more. */
    void concurrency(int limit) {
        if (limit != concurrency) {
            meters.moreConcurrency(limit - concurrency);
            concurrency = limit;
        }
    }

    /** The status, without the number of dead letters, which only the store knows. */
    SinkStatus status(
            boolean active,
            long waiting,
            long retrying,
            Optional<Instant> oldestWaiting,
            Optional<Instant> pausedUntil,
            Optional<String> gone) {
        return new SinkStatus(
                sink,
                active,
                delivered,
                failures,
                waiting,
                retrying,
                0,
                oldestWaiting,
                lastError,
                lastDelivery,
                pausedUntil,
                gone,
                dropped);
    }
}
