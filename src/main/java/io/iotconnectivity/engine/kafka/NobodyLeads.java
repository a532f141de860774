package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.thread.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Finds out when no node can lead: the warning of a node that may not lead itself. */
final class NobodyLeads implements AutoCloseable {
    /** A node that was killed is replaced within seconds, and all may be restarting. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(15);

    private final IntSupplier candidates;
    private final Clock clock;
    private final RepeatedTask looking =
            new RepeatedTask("nobody-leads", this::look, "Cannot determine whether any instance leads");
    private volatile Optional<Instant> since = Optional.empty();

    /**
     * @param candidates how many nodes lead, or would if the leader were lost
     */
    NobodyLeads(IntSupplier candidates, Clock clock) {
        this.candidates = candidates;
        this.clock = clock;
    }

    void start() {
        looking.start(Duration.ZERO, PAUSE);
    }

    void look() {
        since = candidates.getAsInt() > 0 ? Optional.empty() : since.or(() -> Optional.of(clock.instant()));
    }

    /** What to do; absent while somebody could lead, or that is not known. */
    Optional<String> warning() {
        return since.filter(then -> !clock.instant().isBefore(then.plus(PATIENCE)))
                .map(then -> "no instance has led since " + then
                        + ", so none listens to the MQTT broker or asks AWS: all"
                        + " that run have kafka.view=false; set kafka.view=true on at least one, better on two");
    }

    @Override
    public void close() {
        looking.close();
    }
}
