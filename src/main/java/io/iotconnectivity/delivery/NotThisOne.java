package io.iotconnectivity.delivery;

import java.time.Duration;
import java.util.Optional;

/** The sink works, but something about this very event keeps it from being taken: it is tried again, and the others go on meanwhile. */
public final class NotThisOne extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> pause;
    private final boolean maybe;

    /**
     * @param message what went wrong; holds nothing secret
     * @param pause how long this event is to wait, bounded as in {@link RetryLater}; absent: as long as after any failure
     * @param maybe whether the sink may have taken the event all the same
     */
    public NotThisOne(String message, Optional<Duration> pause, boolean maybe) {
        super(message);
        this.pause = pause.map(RetryLater::bounded);
        this.maybe = maybe;
    }

    /** How long this event is to wait, from zero to {@link RetryLater#LONGEST}; absent: as long as after any failure. */
    public Optional<Duration> pause() {
        return pause;
    }

    /** Whether the sink may have taken the event all the same. */
    public boolean maybe() {
        return maybe;
    }
}
