package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;

/**
 * Determines the group (site, line, customer) of a device. The answer may differ at each event of a device: it moves,
 * its address changes, or somebody puts it into another thing group. What was begun for one group must be ended for
 * that group.
 */
@FunctionalInterface
public interface Grouping {
    /** No device has a group. */
    Grouping NONE = device -> Optional.empty();

    /** The named group of a client id pattern that captures the group. */
    String PART = "group";

    /** The group of the device that an event is about, as a valid {@link GroupName}; empty if it has none. */
    Optional<String> of(DeviceData device);

    /** This grouping, with another as a fallback for devices without a group. */
    default Grouping or(Grouping other) {
        return device -> of(device).or(() -> other.of(device));
    }

    /**
     * Groups devices by the part of the client id captured by the pattern's group {@value #PART}.
     *
     * @throws IllegalArgumentException with a message for its author, if it has no such part
     */
    static Grouping byClientId(ClientPattern pattern) {
        if (!pattern.hasPart(PART)) {
            throw new IllegalArgumentException("has no part named group; write for example (?<group>[a-z]+)-.*");
        }
        return new ClientIdGrouping(pattern);
    }

    /**
     * Groups devices by the network that they connected from.
     *
     * @param prefix the prefix length of IPv4 networks, 8 to 32; for IPv6 it is always 64
     */
    static Grouping byAddress(int prefix) {
        return new AddressGrouping(prefix);
    }
}
