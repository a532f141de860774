package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Printable;
import java.util.Optional;

/** Under which name the outages of devices are counted together. */
final class Groups {
    /** Connections that AWS closed are one matter, whosever they were. */
    static final String AWS = "aws";

    /** All devices that have no group are one. */
    static final String FLEET = "fleet";

    /** A longer name is cut: it becomes part of a key. */
    private static final int LONGEST = 128;

    private final Grouping grouping;
    private final Optional<ClientPattern> exempt;

    Groups(Grouping grouping, Optional<ClientPattern> exempt) {
        this.grouping = grouping;
        this.exempt = exempt;
    }

    /** The group of the device itself. */
    Optional<String> of(DeviceData data) {
        return grouping.of(data).filter(name -> !name.isBlank()).map(name -> Printable.cut(name, LONGEST));
    }

    /** Where a drop is counted. */
    static Drops.Place counting(Optional<Cause> cause, Optional<String> group) {
        boolean aws = cause.filter(Cause.AWS::equals).isPresent();
        return new Drops.Place(aws ? AWS : group.orElse(FLEET), group);
    }

    /** Whether the device always has incidents of its own. */
    boolean isExempt(ClientId client) {
        return exempt.filter(pattern -> pattern.matches(client)).isPresent();
    }
}
