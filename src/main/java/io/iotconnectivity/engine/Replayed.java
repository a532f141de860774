package io.iotconnectivity.engine;

/**
 * The outcome of replaying dead letters.
 *
 * @param delivered events that are being delivered again
 * @param takenIn messages that could be read this time, with their signals durable
 * @param unreadable messages that still cannot be read; they stay, with the new reason
 */
public record Replayed(long delivered, long takenIn, long unreadable) {
    /** Nothing was replayed. */
    public static final Replayed NOTHING = new Replayed(0, 0, 0);

    /** The sum of both. */
    public Replayed plus(Replayed other) {
        return new Replayed(delivered + other.delivered, takenIn + other.takenIn, unreadable + other.unreadable);
    }
}
