package io.iotconnectivity.engine.health;

/**
 * Bounds the space taken by dead letters of input, since anyone who may publish can create any number of them: the
 * oldest of the topic that takes the most space are dropped, so a flooding sender only displaces its own. Undeliverable
 * events are not affected; there are only as many as the devices have events.
 */
public final class UnreadableBound {
    /**
     * The bound in bytes; a letter counts with its payload, reason, topic and 1 KiB for its row, so there are at most
     * 262,144 of them.
     */
    public static final long MOST_BYTES = 256L * 1024 * 1024;

    /** The most letters dropped at once; more than even the largest message can require if the bound held before it. */
    public static final int MOST_DROPS = 2_000;

    private final long most;

    public UnreadableBound() {
        this(MOST_BYTES);
    }

    /**
     * @param most the bound in bytes
     */
    public UnreadableBound(long most) {
        this.most = most;
    }

    /**
     * The stored dead letters of input.
     *
     * @param <E> the exception of the store
     */
    public interface Letters<E extends Exception> {

        /** The space that all of them take. */
        long bytes() throws E;

        /** Drops the oldest letter of the sender that takes the most space; {@code false} if there is none. */
        boolean dropOldestOfLargest() throws E;
    }

    /** Drops the excess, at most {@link #MOST_DROPS} letters. */
    public <E extends Exception> void keep(Letters<E> letters) throws E {
        for (int drops = 0; drops < MOST_DROPS && letters.bytes() > most && letters.dropOldestOfLargest(); drops++) {}
    }
}
