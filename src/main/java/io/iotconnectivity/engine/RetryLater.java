package io.iotconnectivity.engine;

import java.time.Duration;

/** The sink asks not to be tried again before some time has passed. */
public final class RetryLater extends Exception {
    private static final long serialVersionUID = 1L;

    /** A sink that asks for more is tried once a day. */
    public static final Duration LONGEST = Duration.ofDays(1);

    private final Duration pause;

    /**
     * @param pause as the sink says it; less than none counts as none, more than {@link #LONGEST} as that
     */
    public RetryLater(String reason, Duration pause) {
        super(reason);
        this.pause = pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    /** From zero to {@link #LONGEST}. */
    public Duration pause() {
        return pause;
    }
}
