package io.iotconnectivity.engine;

/** No further attempt can deliver this event: it becomes a dead letter at once, with the message as its reason. */
public final class Undeliverable extends Exception {
    private static final long serialVersionUID = 1L;

    public Undeliverable(String reason) {
        super(reason);
    }

    public Undeliverable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
