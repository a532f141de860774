package io.iotconnectivity.presence;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long a connected device may be silent before it counts as STALE.
 *
 * @param classes the first that matches a client id decides
 * @param otherwise for all other clients; absent if they may be silent forever
 */
public record StalePolicy(List<DeviceClass> classes, Optional<Duration> otherwise) {
    /** Every device may be silent forever. */
    public static final StalePolicy ALLOWED = new StalePolicy(List.of(), Optional.empty());

    public StalePolicy {
        classes = List.copyOf(classes);
    }

    /**
     * Devices of one kind.
     *
     * @param clients matches the whole client id
     * @param after absent if they may be silent forever
     */
    public record DeviceClass(ClientPattern clients, Optional<Duration> after) {}

    /** All the times that it allows. */
    Stream<Duration> durations() {
        return Stream.concat(classes.stream().flatMap(devices -> devices.after().stream()), otherwise.stream());
    }

    /** How long the device may be silent; absent if forever. */
    public Optional<Duration> allowedTo(ClientId client) {
        for (DeviceClass devices : classes) {
            if (devices.clients().matches(client)) {
                return devices.after();
            }
        }
        return otherwise;
    }
}
