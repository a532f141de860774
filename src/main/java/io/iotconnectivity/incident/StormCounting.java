package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Decides whether a device's drops count toward a storm, and of which group. */
final class StormCounting {
    /** The name for connections closed by AWS, which are counted together whatever their group. */
    static final String AWS = "aws";

    /** The name for devices without a group, which are counted together. */
    static final String FLEET = "fleet";

    private final Optional<ClientPattern> exempt;
    private final Map<String, DeviceClass> classes;

    /**
     * @param exempt devices that always have their own incidents
     * @param classes the classes of devices, by name
     */
    StormCounting(Optional<ClientPattern> exempt, Map<String, DeviceClass> classes) {
        this.exempt = exempt;
        this.classes = classes;
    }

    /**
     * Where a drop of the device counts; empty if it counts toward no storm.
     *
     * @param deviceClass of the device; outside of its hours, no drop counts
     * @param group the group of the device itself
     */
    Optional<Drops.Place> of(
            ClientId client, Optional<String> deviceClass, Optional<Cause> cause, Optional<String> group, Instant now) {
        boolean alone = exempt.isPresent() && exempt.get().matches(client)
                || deviceClass.isPresent() && isAlone(classes.get(deviceClass.get()), now);
        return alone ? Optional.empty() : Optional.of(place(cause, group));
    }

    private static boolean isAlone(DeviceClass of, Instant now) {
        return of != null
                && (of.stormExempt()
                        || of.hours().filter(hours -> !hours.include(now)).isPresent());
    }

    /** The same for an announced trouble. */
    Optional<Drops.Place> of(ClientId client, Trouble trouble, Instant now) {
        return of(client, trouble.deviceClass(), trouble.cause(), trouble.group(), now);
    }

    /** The device's trouble is known but its incident is suppressed: it may still count toward a storm. */
    void held(Turn turn, ClientId client, Trouble trouble) {
        of(client, trouble, turn.now())
                .ifPresent(place -> turn.cases().drops().decided(place, client, Drops.Stage.HELD, turn.now()));
    }

    /** Where a drop counts if the device is not exempt. */
    static Drops.Place place(Optional<Cause> cause, Optional<String> group) {
        boolean aws = cause.filter(Cause.AWS::equals).isPresent();
        return new Drops.Place(aws ? AWS : group.orElse(FLEET), group);
    }
}
