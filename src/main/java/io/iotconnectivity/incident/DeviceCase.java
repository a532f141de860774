package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the incident machine holds of one device.
 *
 * @param storm the group whose storm the device's outage is part of
 * @param deadline when the machine wants to be asked again
 */
public record DeviceCase(ClientId client, Optional<String> storm, Optional<Instant> deadline) {

    /** Nothing is held of the device. */
    public static DeviceCase none(ClientId client) {
        return new DeviceCase(client, Optional.empty(), Optional.empty());
    }

    /** Whether nothing is held, so that nothing need be stored. */
    public boolean isNone() {
        return equals(none(client));
    }
}
