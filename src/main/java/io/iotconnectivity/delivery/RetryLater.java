package io.iotconnectivity.delivery;

import java.time.Duration;

/** The sink asks not to be retried before some time has passed. */
public final class RetryLater extends Exception {
    private static final long serialVersionUID = 1L;

    /** The longest pause honoured: a sink that asks for more is tried once a day. */
    public static final Duration LONGEST = Duration.ofDays(1);

    private final Duration pause;
    private final boolean maybe;

    /** The sink certainly did not accept the event. */
    public RetryLater(String reason, Duration pause) {
        this(reason, pause, false);
    }

    /**
     * @param pause as requested by the sink; negative counts as zero, more than {@link #LONGEST} as that
     * @param maybe whether the sink may have accepted the event anyway
     */
    public RetryLater(String reason, Duration pause, boolean maybe) {
        super(reason);
        this.pause = bounded(pause);
        this.maybe = maybe;
    }

    static Duration bounded(Duration pause) {
        return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    /** From zero to {@link #LONGEST}. */
    public Duration pause() {
        return pause;
    }

    /** Whether the sink may have accepted the event anyway. */
    public boolean maybe() {
        return maybe;
    }
}
