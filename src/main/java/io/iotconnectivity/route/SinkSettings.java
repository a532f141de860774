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
 */
public record SinkSettings(
        boolean enabled, Predicate<Event> wants, int maxAttempts, int concurrency, Optional<Duration> interval) {

    /** The same sink, getting other events. */
    public SinkSettings wanting(Predicate<Event> other) {
        return new SinkSettings(enabled, other, maxAttempts, concurrency, interval);
    }
}
