package io.iotconnectivity.engine.health;

/**
 * Keeps what dead letters of input take within a bound, since whoever may publish can make any number of them: the oldest go of
 * the topic that takes the most, so that who floods pushes out only what is their own. Events that could not be delivered are no
 * part of it; they are as many as the devices' events are.
 */
public final class UnreadableBound {
    /** In bytes; a letter counts with its payload, reason, topic and 1 KiB for its row, so there are at most 262,144 of them. */
    public static final long MOST_BYTES = 256L * 1024 * 1024;

    /** At once; more than even the largest message can make necessary where the bound held before it. */
    public static final int MOST_DROPS = 2_000;

    private final long most;

    public UnreadableBound() {
        this(MOST_BYTES);
    }

    /**
     * @param most in bytes
     */
    public UnreadableBound(long most) {
        this.most = most;
    }

    /**
     * The dead letters of input as they are stored.
     *
     * @param <E> how the store fails
     */
    public interface Letters<E extends Exception> {

        /** What all of them take. */
        long bytes() throws E;

        /** Drops the oldest of the sender whose letters take the most; {@code false} if there is none. */
        boolean dropOldestOfLargest() throws E;
    }

    /** Drops what is too much, at most {@link #MOST_DROPS} letters. */
    public <E extends Exception> void keep(Letters<E> letters) throws E {
        for (int drops = 0; drops < MOST_DROPS && letters.bytes() > most && letters.dropOldestOfLargest(); drops++) {}
    }
}
