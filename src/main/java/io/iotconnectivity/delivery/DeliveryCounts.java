package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Instant;
import java.util.Optional;

/** Counts what becomes of the events of one sink. Used by one thread. */
final class DeliveryCounts {
    private final String sink;
    private final SinkMeters meters;
    private long delivered;
    private long failures;
    private long dropped;
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

    /** It has been told once more what it had been told before. */
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

    void dropped() {
        dropped++;
        meters.dropped();
    }

    /** Without the number of dead letters, which the store knows. */
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
