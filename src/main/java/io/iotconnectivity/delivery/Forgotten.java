package io.iotconnectivity.delivery;

/**
 * What went with a sink that was forgotten.
 *
 * @param waiting events that had failed, or waited behind one that had
 * @param tickets that it had open; nobody will tell it of their ends
 * @param deadLetters events that it had lost
 */
public record Forgotten(long waiting, long tickets, long deadLetters) {
    /** Nothing went. */
    public static final Forgotten NOTHING = new Forgotten(0, 0, 0);

    /** Both together. */
    public Forgotten plus(Forgotten other) {
        return new Forgotten(waiting + other.waiting, tickets + other.tickets, deadLetters + other.deadLetters);
    }
}
