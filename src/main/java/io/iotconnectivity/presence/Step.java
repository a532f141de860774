package io.iotconnectivity.presence;

import io.iotconnectivity.event.Event;
import java.util.List;

/**
 * What one signal changed.
 *
 * @param after the state to keep; its deadline, if any, must come back as a
 *     {@link io.iotconnectivity.signal.Signal.TimerDue}
 * @param events the events to send, in this order
 * @param effects the questions to ask
 */
public record Step(Presence after, List<Event> events, List<Effect> effects) {

    /** A step without questions. */
    public Step(Presence after, List<Event> events) {
        this(after, events, List.of());
    }

    /** Whether the device is forgotten: nothing is kept of it, once its events are appended. */
    public boolean forgets() {
        return !events.isEmpty() && after.isUnseen();
    }
}
