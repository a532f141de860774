package io.iotconnectivity.delivery;

/** No further attempt can deliver this event: it becomes a dead letter at once, with the message as its reason. */
public final class Undeliverable extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean maybe;

    public Undeliverable(String reason) {
        this(reason, null);
    }

    public Undeliverable(String reason, Throwable cause) {
        this(reason, cause, false);
    }

    /**
     * @param maybe whether the sink may have begun with the event all the same, as where it made a ticket and refused what belongs in it
     */
    public Undeliverable(String reason, Throwable cause, boolean maybe) {
        super(reason, cause);
        this.maybe = maybe;
    }

    /** Whether the sink may have begun with the event all the same: then it has to be told of the end. */
    public boolean maybe() {
        return maybe;
    }
}
