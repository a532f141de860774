package io.iotconnectivity.delivery;

import java.time.Duration;
import java.util.Optional;

/** The sink works but rejects this particular event: it is retried while others proceed. */
public final class NotThisOne extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> pause;
    private final boolean maybe;

    /**
     * @param message what went wrong; contains no secrets
     * @param pause how long this event must wait, bounded as in {@link RetryLater}; absent for the usual delay
     * @param maybe whether the sink may have accepted the event anyway
     */
    public NotThisOne(String message, Optional<Duration> pause, boolean maybe) {
        super(message);
        this.pause = pause.map(RetryLater::bounded);
        this.maybe = maybe;
    }

    /** How long this event must wait, from zero to {@link RetryLater#LONGEST}; absent for the usual delay. */
    public Optional<Duration> pause() {
        return pause;
    }

    /** Whether the sink may have accepted the event anyway. */
    public boolean maybe() {
        return maybe;
    }
}
