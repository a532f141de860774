package io.iotconnectivity.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The order in which devices are listed. Devices without a value come last in either direction; those that share one
 * are ordered by client id.
 *
 * @param descending latest, or greatest, first
 */
public record DeviceOrder(By by, boolean descending) {
    /** The default order. */
    public static final DeviceOrder BY_CLIENT_ID = new DeviceOrder(By.CLIENT_ID, false);

    /** The sort keys of devices. */
    public enum By {
        /** The client id. */
        CLIENT_ID("clientId"),
        /** When the state began. */
        SINCE("since"),
        /** The name of the reason why a device is away. */
        REASON("reason"),
        /** The state: OFFLINE first, then STALE, SUSPECT, UNKNOWN and ONLINE. */
        STATE("state");

        private final String word;

        By(String word) {
            this.word = word;
        }
    }

    /**
     * @throws IllegalArgumentException with a message for its author, if there is no such order
     */
    public static DeviceOrder of(String text) {
        boolean descending = text.startsWith("-");
        String word = descending ? text.substring(1) : text;
        Optional<By> by = Arrays.stream(By.values())
                .filter(known -> known.word.equalsIgnoreCase(word))
                .findFirst();
        return new DeviceOrder(
                by.orElseThrow(() -> new IllegalArgumentException("is one of " + words() + ", or with a - before it")),
                descending);
    }

    private static String words() {
        return Arrays.stream(By.values()).map(by -> by.word).collect(Collectors.joining(", "));
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        return (descending ? "-" : "") + by.word;
    }
}
