package io.iotconnectivity.cli;

/** The application cannot start; the message is for the user and says how to fix it. */
public final class CannotStart extends Exception {
    private static final long serialVersionUID = 1L;

    public CannotStart(String message, Throwable cause) {
        super(message, cause);
    }
}
