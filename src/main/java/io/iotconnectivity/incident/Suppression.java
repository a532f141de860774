package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * Why no incident is opened for a device now.
 *
 * @param kind {@code silence}, {@code maintenance} or {@code dependency}
 * @param name the id of the silence, the name of the maintenance window, the client id of the parent or
 *     the name of the group that is one
 * @param until when it ends; absent where that is not known
 * @param text a sentence about the device for an operator, printable; begins with a small letter and has no full stop
 */
public record Suppression(String kind, String name, Optional<Instant> until, String text) {}
