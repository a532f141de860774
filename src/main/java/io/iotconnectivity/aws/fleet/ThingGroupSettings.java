package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which group a thing belongs to, according to the fleet index.
 *
 * @param attribute whose value is the group
 * @param thingGroups the first of the thing's thing groups, by name, that matches as a whole is the group, or what the
 *     pattern's named group {@code group} captures; the attribute takes precedence
 * @param refresh how often the index is read
 * @param traits the attributes that devices are compared by; empty: things are not compared
 */
public record ThingGroupSettings(
        Optional<String> attribute, Optional<ClientPattern> thingGroups, Duration refresh, List<String> traits) {
    public ThingGroupSettings {
        traits = List.copyOf(traits);
    }

    /** Things are not compared. */
    public ThingGroupSettings(Optional<String> attribute, Optional<ClientPattern> thingGroups, Duration refresh) {
        this(attribute, thingGroups, refresh, List.of());
    }

    /** Whether things have groups; otherwise the index is read for the classes of devices only. */
    public boolean grouping() {
        return attribute.isPresent() || thingGroups.isPresent();
    }
}
