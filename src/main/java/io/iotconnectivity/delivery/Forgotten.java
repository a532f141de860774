package io.iotconnectivity.delivery;

/**
 * What was deleted with a sink.
 *
 * @param waiting events that had failed, or waited behind one that had
 * @param tickets its open tickets; their ends will not be delivered
 * @param deadLetters its dead letters
 */
public record Forgotten(long waiting, long tickets, long deadLetters) {
    /** Nothing was deleted. */
    public static final Forgotten NOTHING = new Forgotten(0, 0, 0);

    /** The sum of both. */
    public Forgotten plus(Forgotten other) {
        return new Forgotten(waiting + other.waiting, tickets + other.tickets, deadLetters + other.deadLetters);
    }
}
