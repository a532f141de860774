package io.iotconnectivity.delivery;

/** Retrying cannot deliver this event: it becomes a dead letter at once, with the message as its reason. */
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
     * @param maybe whether the sink may have processed part of the event, for example by creating a ticket and then
     *     refusing its contents
     */
    public Undeliverable(String reason, Throwable cause, boolean maybe) {
        super(reason, cause);
        this.maybe = maybe;
    }

    /** Whether the sink may have processed part of the event: then it must receive the end. */
    public boolean maybe() {
        return maybe;
    }
}
