package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;

/**
 * Which group (site, line, customer) a device belongs to. The answer may be another one at each event of a device: it moves,
 * its address changes, somebody puts it into another thing group. What was begun for one group has to be ended for it.
 */
@FunctionalInterface
public interface Grouping {
    /** All devices are of one group, which has no name. */
    Grouping NONE = device -> Optional.empty();

    /** The part of a client id's pattern that is the name of the group. */
    String PART = "group";

    /** The group of the device that an event tells of, named as {@link GroupName} says; empty if it has none. */
    Optional<String> of(DeviceData device);

    /** This one, and another for devices that have no group by this one. */
    default Grouping or(Grouping other) {
        return device -> of(device).or(() -> other.of(device));
    }

    /**
     * By the part of the client id that the pattern calls {@value #PART}.
     *
     * @throws IllegalArgumentException with a message for whoever wrote it, if it has no such part
     */
    static Grouping byClientId(ClientPattern pattern) {
        if (!pattern.hasPart(PART)) {
            throw new IllegalArgumentException("has no part named group; write for example (?<group>[a-z]+)-.*");
        }
        return device -> pattern.part(device.clientId(), PART).flatMap(GroupName::of);
    }

    /**
     * By the network that the device connected from.
     *
     * @param prefix bits of an IPv4 address that name the network, 8 to 32; of an IPv6 address it is always 64
     */
    static Grouping byAddress(int prefix) {
        return new AddressGrouping(prefix);
    }
}
