package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;

/** Decides whether a device's drops count toward a storm, and of which group. */
final class StormCounting {
    /** The name for connections closed by AWS, which are counted together whatever their group. */
    static final String AWS = "aws";

    /** The name for devices without a group, which are counted together. */
    static final String FLEET = "fleet";

    private final Optional<ClientPattern> exempt;

    /**
     * @param exempt devices that always have their own incidents
     */
    StormCounting(Optional<ClientPattern> exempt) {
        this.exempt = exempt;
    }

    /**
     * Where a drop of the device counts; empty if it counts toward no storm.
     *
     * @param group the group of the device itself
     */
    Optional<Drops.Place> of(ClientId client, Optional<Cause> cause, Optional<String> group) {
        return exempt.isPresent() && exempt.get().matches(client) ? Optional.empty() : Optional.of(place(cause, group));
    }

    /** The same for an announced trouble. */
    Optional<Drops.Place> of(ClientId client, Trouble trouble) {
        return of(client, trouble.cause(), trouble.group());
    }

    /** The device's trouble is known but its incident is suppressed: it may still count toward a storm. */
    void held(Turn turn, ClientId client, Trouble trouble) {
        of(client, trouble)
                .ifPresent(place -> turn.cases().drops().decided(place, client, Drops.Stage.HELD, turn.now()));
    }

    /** Where a drop counts if the device is not exempt. */
    static Drops.Place place(Optional<Cause> cause, Optional<String> group) {
        boolean aws = cause.filter(Cause.AWS::equals).isPresent();
        return new Drops.Place(aws ? AWS : group.orElse(FLEET), group);
    }
}
