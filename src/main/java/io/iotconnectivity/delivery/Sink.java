package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One place that events are delivered to. What tells the end of an incident is delivered exactly to the sinks that were given
 * its opening, whatever they want; this holds for every sink that gets events one by one.
 *
 * @param name without the {@code sink-} of its route
 * @param wants which events it gets; the others count as delivered
 * @param maxAttempts how often one event is tried before it becomes a dead letter; at least 1
 * @param concurrency how many devices are delivered at the same time; at least 1
 * @param interval if present, the sink gets all events of an interval in one batch, also an empty one
 * @param pairsDevices whether the end of a device's outage, too, is delivered exactly where its begin was
 * @param maxPerSecond at most so many attempts in a second; absent: as many as it takes
 * @param fallback the sink that gets what this one cannot be given
 */
public record Sink(
        String name,
        Predicate<Event> wants,
        int maxAttempts,
        int concurrency,
        Optional<Duration> interval,
        boolean pairsDevices,
        Optional<Double> maxPerSecond,
        Optional<String> fallback) {

    /** A sink with no more to it. */
    public Sink(String name, Predicate<Event> wants, int maxAttempts, int concurrency, Optional<Duration> interval) {
        this(name, wants, maxAttempts, concurrency, interval, false, Optional.empty(), Optional.empty());
    }
}
