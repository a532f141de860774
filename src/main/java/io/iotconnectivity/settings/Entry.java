package io.iotconnectivity.settings;

import io.iotconnectivity.signal.Printable;

/**
 * One setting as it was written.
 *
 * @param value without surrounding white space; may be empty
 * @param origin where it was written, for error messages: {@code application.properties:14}, {@code -D} or the name of
 *     an environment variable
 */
record Entry(String key, String value, String origin) {
    private static final int LONGEST_KEY = 256;

    /** Names the shipped file in origins. */
    static final String SHIPPED = "shipped";

    /** The origin as it ends an error message; empty for what the user did not write. */
    String place() {
        return origin.startsWith(SHIPPED) ? "" : " (" + origin + ")";
    }

    /** Omits the value, which may be a secret. */
    @Override
    public String toString() {
        return key + " (" + origin + ")";
    }

    /** Whether a text can be the key of a setting: problems quote keys verbatim. */
    static boolean canBeKey(String text) {
        return text.length() <= LONGEST_KEY && text.codePoints().noneMatch(Printable::isUnseen);
    }
}
