package io.iotconnectivity.settings;

import io.iotconnectivity.signal.Printable;

/**
 * One setting as somebody wrote it.
 *
 * @param value without surrounding white space; may be empty
 * @param origin where it was written, for error texts: {@code application.properties:14}, {@code -D} or the name of a
 *     variable in the environment
 */
record Entry(String key, String value, String origin) {
    private static final int LONGEST_KEY = 256;

    /** Names the shipped file in origins. */
    static final String SHIPPED = "shipped";

    /** The origin as it ends an error text; nothing for what the user did not write. */
    String place() {
        return origin.startsWith(SHIPPED) ? "" : " (" + origin + ")";
    }

    /** Says nothing of the value, which may be a secret. */
    @Override
    public String toString() {
        return key + " (" + origin + ")";
    }

    /** Whether a text can be the key of a setting: keys stand in problems as they are. */
    static boolean canBeKey(String text) {
        return text.length() <= LONGEST_KEY && text.codePoints().noneMatch(Printable::isUnseen);
    }
}
