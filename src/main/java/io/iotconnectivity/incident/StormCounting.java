package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;

/** Decides whether a device's drops count toward a storm, and of which group. */
final class StormCounting {
    /** Connections that AWS closed are one matter, whosever they were. */
    static final String AWS = "aws";

    /** All devices that have no group are one. */
    static final String FLEET = "fleet";

    private final Optional<ClientPattern> exempt;

    /**
     * @param exempt devices that always have incidents of their own
     */
    StormCounting(Optional<ClientPattern> exempt) {
        this.exempt = exempt;
    }

    /**
     * Where a drop of the device counts; empty if it counts toward no storm.
     *
     * @param group of the device itself
     */
    Optional<Drops.Place> of(ClientId client, Optional<Cause> cause, Optional<String> group) {
        return exempt.isPresent() && exempt.get().matches(client) ? Optional.empty() : Optional.of(place(cause, group));
    }

    /** The same for a trouble that has been announced. */
    Optional<Drops.Place> of(ClientId client, Trouble trouble) {
        return of(client, trouble.cause(), trouble.group());
    }

    /** The device's trouble is known, and its incident is held back: it may count toward a storm still. */
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
