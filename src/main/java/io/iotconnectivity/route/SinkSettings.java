package io.iotconnectivity.route;

import io.iotconnectivity.delivery.Telling;
import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The settings that every sink has, including the user's own.
 *
 * @param enabled whether events are delivered to it
 * @param wants which events it receives
 * @param maxAttempts how often an event is tried before it becomes a dead letter; at least 1
 * @param concurrency for how many devices it receives events concurrently; at least 1
 * @param interval if present, the sink receives all events of an interval in one batch
 * @param maxPerSecond the rate limit in attempts per second, more than 0; absent: unlimited
 * @param fallback the sink that receives what cannot be delivered to this one
 * @param supersedes if present, the sink keeps only the latest state of a device: whether an event makes older ones of
 *     its device needless while they wait
 * @param telling when it is told of tickets
 */
public record SinkSettings(
        boolean enabled,
        Predicate<Event> wants,
        int maxAttempts,
        int concurrency,
        Optional<Duration> interval,
        Optional<Double> maxPerSecond,
        Optional<String> fallback,
        Optional<Predicate<Event>> supersedes,
        Telling telling) {

    /** Settings of a sink that is told at once. */
    public SinkSettings(
            boolean enabled,
            Predicate<Event> wants,
            int maxAttempts,
            int concurrency,
            Optional<Duration> interval,
            Optional<Double> maxPerSecond,
            Optional<String> fallback,
            Optional<Predicate<Event>> supersedes) {
        this(enabled, wants, maxAttempts, concurrency, interval, maxPerSecond, fallback, supersedes, Telling.AT_ONCE);
    }

    /** Settings without a rate limit or a fallback. */
    public SinkSettings(
            boolean enabled, Predicate<Event> wants, int maxAttempts, int concurrency, Optional<Duration> interval) {
        this(enabled, wants, maxAttempts, concurrency, interval, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same sink, receiving other events. */
    public SinkSettings wanting(Predicate<Event> other) {
        return new SinkSettings(
                enabled, other, maxAttempts, concurrency, interval, maxPerSecond, fallback, supersedes, telling);
    }

    /** The same sink, told at other times. */
    public SinkSettings told(Telling when) {
        return new SinkSettings(
                enabled, wants, maxAttempts, concurrency, interval, maxPerSecond, fallback, supersedes, when);
    }

    /** The same sink with this rate limit, unless its settings have one. */
    public SinkSettings atMost(Optional<Double> perSecond) {
        return new SinkSettings(
                enabled,
                wants,
                maxAttempts,
                concurrency,
                interval,
                maxPerSecond.or(() -> perSecond),
                fallback,
                supersedes,
                telling);
    }

    /** The same sink; if it keeps only the latest state, it gets only the events that say what that is. */
    public SinkSettings statedBy(Predicate<Event> stating) {
        return supersedes.isEmpty() ? this : wanting(event -> wants.test(event) && stating.test(event));
    }
}
