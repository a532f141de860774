package io.iotconnectivity.network;

/** A file that cannot be used. The message says why and what to do. */
public final class UnusableFile extends Exception {
    private static final long serialVersionUID = 1;

    UnusableFile(String message, Throwable cause) {
        super(message, cause);
    }
}
