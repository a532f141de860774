package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.Optional;

/**
 * Which group a thing belongs to, by what the fleet index tells of it.
 *
 * @param attribute whose value is the group
 * @param thingGroups the first of the thing's thing groups, by name, that matches as a whole is the group, or what the part
 *     {@code group} of the pattern finds in it; the attribute counts first
 * @param refresh how often the index is read
 */
public record ThingGroupSettings(Optional<String> attribute, Optional<ClientPattern> thingGroups, Duration refresh) {}
