package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.SinkStatus;
import java.time.Instant;
import java.util.Optional;

/** Counts what becomes of the events of one sink. Used by one thread. */
final class Tally {
    private final String sink;
    private final EngineMeters meters;
    private long delivered;
    private long failures;
    private long dropped;
    private Optional<String> lastError = Optional.empty();
    private Optional<Instant> lastDelivery = Optional.empty();

    Tally(String sink, EngineMeters meters) {
        this.sink = sink;
        this.meters = meters;
    }

    void delivered(Instant now) {
        delivered++;
        lastDelivery = Optional.of(now);
        lastError = Optional.empty();
        meters.delivery(sink, "delivered", 1);
    }

    void failed(String error) {
        failures++;
        lastError = Optional.of(error);
        meters.delivery(sink, "failed", 1);
    }

    void lost(int events) {
        meters.delivery(sink, "dead", events);
    }

    void dropped() {
        dropped++;
        meters.delivery(sink, "dropped", 1);
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
