package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * Why no incident is currently opened for a device.
 *
 * @param kind {@code silence}, {@code maintenance}, {@code dependency} or {@code hours}
 * @param name the id of the silence, the name of the class whose hours it is out of, the name of the maintenance window, the client id of the parent, or the name of
 *     the parent group
 * @param until when it ends; absent if unknown
 * @param text a sentence about the device for an operator, printable; starts in lower case and has no full stop
 */
public record Suppression(String kind, String name, Optional<Instant> until, String text) {}
