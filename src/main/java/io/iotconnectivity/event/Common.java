package io.iotconnectivity.event;

import io.iotconnectivity.signal.Printable;
import java.util.Optional;

/**
 * What the devices of an incident have in common that others have not. It says what stands out, not what the cause is.
 *
 * @param dimension in which respect, such as {@code attribute.firmware}, {@code thing-type} or {@code network}
 * @param value that they share; at most {@value #LONGEST_VALUE} UTF-16 units
 * @param devices how many of the compared devices of the incident have it
 * @param devicesOf how many devices of the incident were compared
 * @param fleet how many devices of the fleet have it, those of the incident included
 * @param fleetOf how many devices the fleet has
 * @param chance the probability that devices drawn at random have anything in common to this degree, at most
 * @param group the group whose devices count as the fleet; absent: all devices, or those without a group, as the text says
 * @param text one sentence without a full stop, printable
 */
public record Common(
        String dimension,
        String value,
        int devices,
        int devicesOf,
        int fleet,
        int fleetOf,
        double chance,
        Optional<String> group,
        String text) {
    /** In UTF-16 units. */
    public static final int LONGEST_VALUE = 256;

    public Common {
        value = Printable.cut(value, LONGEST_VALUE);
        group = group == null ? Optional.empty() : group;
    }

    /** Whether it names the same trait, with whatever figures. */
    public boolean namesTheSameAs(Common other) {
        return dimension.equals(other.dimension) && value.equals(other.value);
    }
}
