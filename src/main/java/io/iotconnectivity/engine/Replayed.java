package io.iotconnectivity.engine;

/**
 * What became of the dead letters that were to have a second chance.
 *
 * @param delivered events that are on their way to their sinks again
 * @param takenIn messages that could be read this time, and whose signals are durable
 * @param unreadable messages that still cannot be read; they stay, with the reason of this time
 */
public record Replayed(long delivered, long takenIn, long unreadable) {
    /** Nothing was meant. */
    public static final Replayed NOTHING = new Replayed(0, 0, 0);

    /** Both together. */
    public Replayed plus(Replayed other) {
        return new Replayed(delivered + other.delivered, takenIn + other.takenIn, unreadable + other.unreadable);
    }
}
