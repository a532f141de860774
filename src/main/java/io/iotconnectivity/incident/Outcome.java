package io.iotconnectivity.incident;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Signal;
import java.util.List;

/**
 * The result of a step of the incident machine, apart from the cases that it replaced.
 *
 * @param events events about incidents, in order
 * @param decisions decisions to store for {@code explain}
 * @param signals signals for the presence machine, to be processed within the same transaction
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
