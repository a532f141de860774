package io.iotconnectivity.engine;

/**
 * A position in one of an engine's logs: that of outgoing events, or that of dead letters. It is opaque: only the
 * engine that issued it knows what follows; others only compare it for equality and hand it back. A single-node engine
 * may count events; one of several nodes may encode an offset for each partition.
 *
 * @param text whole numbers of at most 18 digits, joined by one of {@code . , : _ -}; fits into URLs and headers, and into the
 *     {@code id} of a server-sent event
 */
public record LogPosition(String text) {
    /** The maximum length in characters. */
    public static final int LONGEST = 1000;

    /** Before the first entry of a log. */
    public static final LogPosition BEGINNING = new LogPosition("0");

    private static final int MOST_DIGITS = 18;

    /**
     * @throws IllegalArgumentException if no engine issues such a text
     */
    public LogPosition {
        if (!isValid(text)) {
            throw new IllegalArgumentException("is no place in a log");
        }
    }

    /** Hand-written for speed, because each event of a stream has one. */
    private static boolean isValid(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (digits > 0 && ".,:_-".indexOf(c) >= 0) {
                digits = 0;
            } else {
                return false;
            }
            if (digits > MOST_DIGITS) {
                return false;
            }
        }
        return digits > 0 && text.length() <= LONGEST;
    }

    /** {@link #text}. */
    @Override
    public String toString() {
        return text;
    }
}
