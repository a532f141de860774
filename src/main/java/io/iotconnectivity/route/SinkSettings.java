package io.iotconnectivity.route;

import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What every sink has, the user's own included.
 *
 * @param enabled whether events are delivered to it
 * @param wants which events it gets
 * @param maxAttempts how often one event is tried before it becomes a dead letter; at least 1
 * @param concurrency how many devices are delivered at the same time; at least 1
 * @param interval if present, the sink gets all events of an interval in one batch
 * @param maxPerSecond at most so many attempts in a second, more than 0; absent: as many as it takes
 * @param fallback the sink that gets what this one cannot be given
 */
public record SinkSettings(
        boolean enabled,
        Predicate<Event> wants,
        int maxAttempts,
        int concurrency,
        Optional<Duration> interval,
        Optional<Double> maxPerSecond,
        Optional<String> fallback) {

    /** Without a limit and without a fallback. */
    public SinkSettings(
            boolean enabled, Predicate<Event> wants, int maxAttempts, int concurrency, Optional<Duration> interval) {
        this(enabled, wants, maxAttempts, concurrency, interval, Optional.empty(), Optional.empty());
    }

    /** The same sink, getting other events. */
    public SinkSettings wanting(Predicate<Event> other) {
        return new SinkSettings(enabled, other, maxAttempts, concurrency, interval, maxPerSecond, fallback);
    }

    /** The same sink, at most so fast unless its settings say how fast. */
    public SinkSettings atMost(Optional<Double> perSecond) {
        return new SinkSettings(
                enabled, wants, maxAttempts, concurrency, interval, maxPerSecond.or(() -> perSecond), fallback);
    }
}
