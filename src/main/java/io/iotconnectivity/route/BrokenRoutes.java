package io.iotconnectivity.route;

import org.apache.camel.FailedToCreateRouteException;

/** A route file cannot be used; the message names the file and what is wrong with it. */
public final class BrokenRoutes extends Exception {
    private static final long serialVersionUID = 1L;

    public BrokenRoutes(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The message for a startup that failed because of its routes: the parts that name the file or the route, and the
     * innermost causes.
     */
    public static String describe(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BrokenRoutes) {
                return cause.getMessage();
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException broken) {
                return "Route " + broken.getRouteId() + " cannot be used: " + reason(broken);
            }
        }
        return "The routes cannot start: " + reason(failure);
    }

    /** The innermost causes: the outer ones only tell of Camel's own steps. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String words = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return words.strip().replaceAll("\\s*[\\r\\n]+\\s*", ", ");
    }
}
