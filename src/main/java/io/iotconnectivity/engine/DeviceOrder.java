package io.iotconnectivity.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * In which order devices are listed. Devices that have no such value come last either way; those that share one are in the
 * order of their client ids.
 *
 * @param descending latest, or greatest, first
 */
public record DeviceOrder(By by, boolean descending) {
    /** The usual one. */
    public static final DeviceOrder BY_CLIENT_ID = new DeviceOrder(By.CLIENT_ID, false);

    /** What devices are sorted by. */
    public enum By {
        /** The client id. */
        CLIENT_ID("clientId"),
        /** When the state began. */
        SINCE("since"),
        /** The name of the reason that a device is away for. */
        REASON("reason"),
        /** The state: OFFLINE first, then STALE, SUSPECT, UNKNOWN and ONLINE. */
        STATE("state");

        private final String word;

        By(String word) {
            this.word = word;
        }
    }

    /**
     * @throws IllegalArgumentException with a message for whoever wrote it, if there is no such order
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
