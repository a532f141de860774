package io.iotconnectivity.secret;

/** Stands in for a failure with a secret in its message or in that of one of its causes. Looks like it in a log. */
final class MaskedFailure extends Throwable {
    private static final long serialVersionUID = 1L;
    private static final int DEEPEST = 20;

    private final String type;

    private MaskedFailure(Throwable failure, String message, Throwable cause) {
        super(message, cause);
        this.type = failure.getClass().getName();
        setStackTrace(failure.getStackTrace());
    }

    /** The failure itself if it contains no secret; null for null. */
    static Throwable of(Throwable failure, Secrets secrets) {
        return of(failure, secrets, DEEPEST);
    }

    private static Throwable of(Throwable failure, Secrets secrets, int depth) {
        if (failure == null || !says(failure, secrets, depth)) {
            return failure;
        }
        Throwable cause = depth > 0 ? of(failure.getCause(), secrets, depth - 1) : null;
        MaskedFailure masked = new MaskedFailure(failure, masked(failure, secrets), cause);
        if (depth > 0) {
            for (Throwable each : failure.getSuppressed()) {
                masked.addSuppressed(of(each, secrets, depth - 1));
            }
        }
        return masked;
    }

    private static boolean says(Throwable failure, Secrets secrets, int depth) {
        // Some put more into toString() than into their message.
        if (!secrets.masked(failure.toString()).equals(failure.toString())) {
            return true;
        }
        if (depth == 0) {
            return failure.getCause() != null;
        }
        for (Throwable each : failure.getSuppressed()) {
            if (says(each, secrets, depth - 1)) {
                return true;
            }
        }
        return failure.getCause() != null && says(failure.getCause(), secrets, depth - 1);
    }

    private static String masked(Throwable failure, Secrets secrets) {
        String message = failure.getLocalizedMessage();
        return message == null ? null : secrets.masked(message);
    }

    @Override
    public String toString() {
        return getMessage() == null ? type : type + ": " + getMessage();
    }
}
