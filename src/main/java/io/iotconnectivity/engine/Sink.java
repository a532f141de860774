package io.iotconnectivity.engine;

import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One place that events are delivered to.
 *
 * @param name without the {@code sink-} of its route
 * @param wants which events it gets; the others count as delivered
 * @param maxAttempts how often one event is tried before it becomes a dead letter; at least 1
 * @param concurrency how many devices are delivered at the same time; at least 1
 * @param interval if present, the sink gets all events of an interval in one batch, also an empty one
 */
public record Sink(
        String name, Predicate<Event> wants, int maxAttempts, int concurrency, Optional<Duration> interval) {}
