package io.iotconnectivity.engine;

import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;

/**
 * What one transaction has taken in and told of incidents, in the order in which it did.
 *
 * @param at what the rules took for the present
 */
public record Committed(Instant at, List<Item> items) {

    public Committed {
        items = List.copyOf(items);
    }

    /** One of them. */
    public sealed interface Item {}

    /** A signal that was new; never a timer or what the rules themselves have marked. */
    public record Heard(Signal signal) implements Item {}

    /**
     * A deadline that had come.
     *
     * @param name the client id or the group
     * @param deadline when it had been due; {@link Committed#at} is not before it
     */
    public record Due(Deadline of, String name, Instant deadline) implements Item {}

    /** From now on deadlines wait until then. */
    public record Held(Instant until) implements Item {}

    /** A silence was set, or replaced. */
    public record Silenced(Silence silence) implements Item {}

    /** A silence was ended before its time. */
    public record Unsilenced(String id) implements Item {}

    /** One of our own sources is blind, or sees again. */
    public record Sighted(Sight sight) implements Item {}

    /** An event about an incident went out. */
    public record Told(Event event) implements Item {}
}
