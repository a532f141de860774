package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * Why no incident is opened for a device now.
 *
 * @param kind {@code silence}, {@code maintenance} or {@code dependency}
 * @param name the id of the silence, the name of the maintenance window, the client id of the parent
 * @param until when it ends; absent where that is not known
 * @param text one sentence for an operator, printable
 */
public record Suppression(String kind, String name, Optional<Instant> until, String text) {}
