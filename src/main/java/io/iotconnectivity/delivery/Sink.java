package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One destination of events. The end of an incident is delivered exactly to the sinks that received its opening,
 * whatever their filter; this applies to every sink that receives events one by one.
 *
 * @param name the name of its route without the {@code sink-} prefix
 * @param wants selects the events that it receives; the others count as delivered
 * @param maxAttempts how often one event is tried before it becomes a dead letter; at least 1
 * @param concurrency how many devices are delivered at the same time; at least 1
 * @param interval if present, the sink receives all events of an interval in one batch, even an empty one
 * @param pairsDevices whether the end of a device's outage, too, is delivered exactly if its beginning was
 * @param maxPerSecond the maximum number of attempts per second; absent for no limit
 * @param fallback the sink that receives what cannot be delivered to this one
 * @param supersedes whether an event makes older ones of its device needless while they wait: for sinks that keep only
 *     the latest state. An event of a ticket neither supersedes nor is superseded
 * @param telling when it is told of tickets
 */
public record Sink(
        String name,
        Predicate<Event> wants,
        int maxAttempts,
        int concurrency,
        Optional<Duration> interval,
        boolean pairsDevices,
        Optional<Double> maxPerSecond,
        Optional<String> fallback,
        Optional<Predicate<Event>> supersedes,
        Telling telling) {

    /** A sink that is told at once. */
    public Sink(
            String name,
            Predicate<Event> wants,
            int maxAttempts,
            int concurrency,
            Optional<Duration> interval,
            boolean pairsDevices,
            Optional<Double> maxPerSecond,
            Optional<String> fallback,
            Optional<Predicate<Event>> supersedes) {
        this(
                name,
                wants,
                maxAttempts,
                concurrency,
                interval,
                pairsDevices,
                maxPerSecond,
                fallback,
                supersedes,
                Telling.AT_ONCE);
    }

    /**
     * The part of the sink that delivers one of several partitions: its share of the rate, and of the concurrency at
     * least 1. A sink with an interval is delivered as a whole.
     */
    Sink share(int partitions) {
        return partitions == 1 || interval.isPresent()
                ? this
                : new Sink(
                        name,
                        wants,
                        maxAttempts,
                        Math.max(1, concurrency / partitions),
                        interval,
                        pairsDevices,
                        maxPerSecond.map(rate -> rate / partitions),
                        fallback,
                        supersedes,
                        telling);
    }

    /** A sink without further options. */
    public Sink(String name, Predicate<Event> wants, int maxAttempts, int concurrency, Optional<Duration> interval) {
        this(
                name,
                wants,
                maxAttempts,
                concurrency,
                interval,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
