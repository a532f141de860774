package io.iotconnectivity.incident;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A step under construction: the cases and the outcome so far. Lives for one step only. */
final class Turn {
    private final Cases cases;
    private final Instant now;
    private final List<Event> events = new ArrayList<>(2);
    private final List<Decision> decisions = new ArrayList<>(2);
    private final List<Signal> signals = new ArrayList<>(1);

    Turn(Cases cases, Instant now) {
        this.cases = cases;
        this.now = now;
    }

    Cases cases() {
        return cases;
    }

    Instant now() {
        return now;
    }

    void emit(Event event) {
        events.add(event);
    }

    void decide(ClientId client, Decision.What what, Optional<String> incidentId, String text) {
        decisions.add(new Decision(client, now, what, incidentId, text));
    }

    /** Nothing is kept of the device that a decision could be told with. */
    void tellsNothingOf(ClientId client) {
        decisions.removeIf(decision -> decision.client().equals(client));
    }

    void mark(ClientId client, Overlay overlay, boolean holds) {
        signals.add(new Signal.Marked(client, now, overlay, holds));
    }

    Outcome done() {
        return events.isEmpty() && decisions.isEmpty() && signals.isEmpty()
                ? Outcome.NONE
                : new Outcome(events, decisions, signals);
    }
}
