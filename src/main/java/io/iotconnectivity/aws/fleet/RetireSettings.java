package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.LifeChange.By;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.Optional;

/**
 * When what the registry says takes a device out of service.
 *
 * @param attribute what says so of a thing; absent if nothing does
 * @param deletedThings whether a device is retired whose thing was deleted
 */
public record RetireSettings(Optional<Attribute> attribute, boolean deletedThings) {
    /** Nothing in the registry retires a device. */
    public static final RetireSettings NONE = new RetireSettings(Optional.empty(), false);

    /** An attribute of a thing with a value. */
    public record Attribute(String name, String value) {
        boolean isOf(FleetThing thing) {
            return value.equals(thing.attributes().get(name));
        }
    }

    /** What the attributes of a thing change for its device; empty if nothing. */
    Optional<Signal> change(Presence device, FleetThing thing, Instant now) {
        if (attribute.isEmpty()) {
            return Optional.empty();
        }
        Attribute retired = attribute.get();
        ClientId client = device.client();
        boolean says = retired.isOf(thing);
        if (says && !device.isRetired() && !device.state().isConnected() && device.state() != Verdict.SUSPECT) {
            return Optional.of(new Signal.Retired(
                    client,
                    now,
                    LifeChange.by(By.ATTRIBUTE, "its attribute " + retired.name() + " is " + retired.value())));
        }
        boolean byAttribute = device.lifeChange()
                .filter(change -> change.by() == By.ATTRIBUTE)
                .isPresent();
        return !says && byAttribute
                ? Optional.of(new Signal.Restored(
                        client,
                        now,
                        LifeChange.by(
                                By.ATTRIBUTE,
                                "its attribute " + retired.name() + " is not " + retired.value() + " any more")))
                : Optional.empty();
    }
}
