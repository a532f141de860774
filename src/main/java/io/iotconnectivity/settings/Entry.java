package io.iotconnectivity.settings;

/**
 * One setting as somebody wrote it.
 *
 * @param value without surrounding white space; may be empty
 * @param origin where it was written, for error texts: {@code application.properties:14}, {@code -D} or the name of a
 *     variable in the environment
 */
record Entry(String key, String value, String origin) {
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
}
