package io.iotconnectivity.decide;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Applies the device rules alone, for an engine that keeps devices and incidents apart; the {@link Decider} is it and
 * the {@link IncidentDecider} together. If the rules fail, the device keeps its state. Pure.
 */
public final class DeviceDecider {
    private final Rules rules;

    public DeviceDecider(Rules rules) {
        this.rules = rules;
    }

    /** Receives each event of a step once it is appended. */
    @FunctionalInterface
    public interface Appended {
        /**
         * @param body as {@link DeviceState#encode} returned it
         */
        void event(ClientId client, Event event, byte[] body);
    }

    /**
     * Processes a signal.
     *
     * @param now the time by the application's clock
     * @throws StateUnavailable if the state is unavailable; likewise for the other methods
     */
    public void take(Signal signal, DeviceState state, Instant now, Appended then) {
        state.backlog().heard(signal, now);
        Presence before = state.presence(signal.client());
        Step step;
        List<Event> events;
        byte[][] bodies;
        try {
            step = rules.step(before, signal, now);
            events = marked(step.events(), state.blind());
            bodies = new byte[events.size()][];
            for (int i = 0; i < bodies.length; i++) {
                bodies[i] = state.encode(events.get(i));
            }
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            state.failed(signal, "the rules failed on it: " + e, Optional.of(e));
            return;
        }
        state.keep(signal, before, step);
        for (int i = 0; i < bodies.length; i++) {
            state.append(events.get(i), bodies[i]);
            then.event(signal.client(), events.get(i), bodies[i]);
        }
    }

    /**
     * The deadline of a device is due. Does nothing if an earlier step has moved it. No deadline may be fired, of
     * cases and groups either, while {@link Backlog#holds}.
     *
     * @param now the time by the application's clock
     */
    public void due(ClientId client, DeviceState state, Instant now, Appended then) {
        Optional<Instant> deadline = state.presence(client).deadline();
        if (Deadline.DEVICE.comes(deadline, client.value(), state, now)) {
            take(new Signal.TimerDue(client, deadline.get()), state, now, then);
            if (state.presence(client).deadline().equals(deadline)) {
                state.dropDeadline(Deadline.DEVICE, client.value());
            }
        }
    }

    private static List<Event> marked(List<Event> events, List<BlindSource> blind) {
        if (blind.isEmpty()) {
            return events;
        }
        return events.stream().map(event -> BlindSource.marked(event, blind)).toList();
    }
}
