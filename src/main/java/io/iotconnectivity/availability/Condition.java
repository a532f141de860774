package io.iotconnectivity.availability;

/** What is true of a device between two of its changes. */
public enum Condition {
    /** Nothing is known. */
    UNKNOWN,
    /** Connected, and the connection began with this change. */
    CONNECTED,
    /** Connected; when the connection began is not known, or it began earlier. */
    UP,
    /** Connected but silent, which counts as up. */
    SILENT,
    /** Not connected. */
    DOWN;

    private static final Condition[] ALL = values();

    /** Whether the device is connected. */
    public boolean isUp() {
        return this == CONNECTED || this == UP || this == SILENT;
    }

    /**
     * The condition with this number in stored rows; the numbers never change.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Condition of(int number) {
        if (number >= ALL.length) {
            throw new IllegalArgumentException("no condition has the number " + number);
        }
        return ALL[number];
    }
}
