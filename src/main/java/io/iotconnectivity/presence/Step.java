package io.iotconnectivity.presence;

import io.iotconnectivity.event.Event;
import java.util.List;

/**
 * What one signal changed.
 *
 * @param after the state to keep; its deadline, if any, is to come back as a {@link
 *     io.iotconnectivity.signal.Signal.TimerDue}
 * @param events what is to go out, in this order
 * @param effects what is to be asked for
 */
public record Step(Presence after, List<Event> events, List<Effect> effects) {

    /** Nothing is to be asked for. */
    public Step(Presence after, List<Event> events) {
        this(after, events, List.of());
    }
}
