package io.iotconnectivity.record;

import io.iotconnectivity.presence.Presence;
import java.util.Optional;

/**
 * The state of a device at the beginning of a record.
 *
 * @param group the name of its group; absent if it had none
 */
public record KnownDevice(Presence presence, Optional<String> group) {}
