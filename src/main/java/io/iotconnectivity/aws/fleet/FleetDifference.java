package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import java.util.Optional;

/**
 * Decides whether the fleet index says something about a device that is not already known. The core decides what
 * follows from it.
 */
final class FleetDifference {
    private final DeviceClasses classes;
    private final boolean neverConnected;

    /**
     * @param classes say how long each device may be silent, since one that may not be silent forever needs a time to
     *     measure from; and whether things that have never connected are devices
     */
    FleetDifference(DeviceClasses classes) {
        this.classes = classes;
        this.neverConnected = classes.otherwise().neverConnected().isPresent();
    }

    /**
     * @param held empty if the device has never been seen
     */
    boolean isNews(Optional<Presence> held, Connectivity found) {
        if (held.isEmpty()) {
            return wasEverConnected(found) || neverConnected && found.status() == Status.NOT_CONNECTED;
        }
        Presence presence = held.get();
        return differs(presence, found) || !presence.isRetired() && isBetterKnown(presence, found);
    }

    private boolean isBetterKnown(Presence presence, Connectivity found) {
        return presence.isBehind(found)
                || presence.missesEndIn(found)
                || tellsMore(presence, found)
                || hasToBeMeasured(presence)
                || neverConnected && isRegisteredAnew(presence, found);
    }

    /** Most registries contain things that have never connected; unless the settings say so, they are not devices yet. */
    private static boolean wasEverConnected(Connectivity found) {
        return found.isConnected()
                || found.status() == Status.NOT_CONNECTED && found.since().isPresent();
    }

    static boolean differs(Presence presence, Connectivity found) {
        return switch (presence.state()) {
            case ONLINE, STALE -> found.status() == Status.NOT_CONNECTED;
            case SUSPECT, OFFLINE -> found.isConnected();
            case UNKNOWN, NEVER_CONNECTED -> wasEverConnected(found);
            case RETIRED -> presence.isOvertakenBy(found);
        };
    }

    /** The time within which it has to connect has not begun. */
    private static boolean isRegisteredAnew(Presence presence, Connectivity found) {
        return presence.isUnheard() && presence.since().isEmpty() && found.status() == Status.NOT_CONNECTED;
    }

    private static boolean tellsMore(Presence presence, Connectivity found) {
        return found.keepAlive().isPresent()
                        && !found.keepAlive().equals(presence.findings().keepAlive())
                || found.thing().isPresent() && presence.thing().isEmpty();
    }

    private boolean hasToBeMeasured(Presence presence) {
        return presence.state() == Verdict.ONLINE
                && presence.deadline().isEmpty()
                && classes.policyOf(presence.deviceClass())
                        .silence()
                        .allowedTo(presence.client())
                        .isPresent();
    }
}
