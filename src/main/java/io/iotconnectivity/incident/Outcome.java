package io.iotconnectivity.incident;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Signal;
import java.util.List;

/**
 * What a step of the incident machine asks for, apart from the cases that it has replaced.
 *
 * @param events about incidents, in their order
 * @param decisions to be kept for {@code explain}
 * @param signals for the presence machine, to be taken in within the same transaction
 */
public record Outcome(List<Event> events, List<Decision> decisions, List<Signal> signals) {
    /** Nothing. */
    public static final Outcome NONE = new Outcome(List.of(), List.of(), List.of());

    public Outcome {
        events = List.copyOf(events);
        decisions = List.copyOf(decisions);
        signals = List.copyOf(signals);
    }
}
