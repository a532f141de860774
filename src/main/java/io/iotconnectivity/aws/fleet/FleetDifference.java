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

    /**
     * @param classes say how long each device may be silent; one that may not be silent forever needs a time to measure
     *     from
     */
    FleetDifference(DeviceClasses classes) {
        this.classes = classes;
    }

    /**
     * @param held empty if the device has never been seen
     */
    boolean isNews(Optional<Presence> held, Connectivity found) {
        if (held.isEmpty()) {
            return wasEverConnected(found);
        }
        Presence presence = held.get();
        return differs(presence, found)
                || presence.isBehind(found)
                || presence.missesEndIn(found)
                || tellsMore(presence, found)
                || hasToBeMeasured(presence);
    }

    /** Most registries contain things that have never connected; they are not devices yet. */
    private static boolean wasEverConnected(Connectivity found) {
        return found.isConnected()
                || found.status() == Status.NOT_CONNECTED && found.since().isPresent();
    }

    static boolean differs(Presence presence, Connectivity found) {
        return switch (presence.state()) {
            case ONLINE, STALE -> found.status() == Status.NOT_CONNECTED;
            case SUSPECT, OFFLINE -> found.isConnected();
            case UNKNOWN -> wasEverConnected(found);
        };
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
