package io.iotconnectivity.decide;

import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Processes signals, deadlines and sights. It applies the device rules, passes their events to the incident rules, and
 * feeds the signals that those return back to the device rules. Pure: the same arguments and state give the same
 * result. Thread-safe if each thread uses its own state.
 *
 * <p>A failure of the rules affects only their own step. If the device rules fail, the device keeps its state; if the
 * incident rules fail, the device's step stands and no incident changes. Either way the failure is reported to the
 * state, which keeps a dead letter.
 */
public final class Decider {
    /** How often the two kinds of rules may trigger each other; they need one round. */
    public static final int MOST_ROUNDS = 4;

    private final DeviceDecider devices;
    private final IncidentDecider incidents;

    public Decider(Rules rules, IncidentRules incidents) {
        this.devices = new DeviceDecider(rules);
        this.incidents = new IncidentDecider(incidents);
    }

    /**
     * Processes a signal.
     *
     * @param now the time by the application's clock
     * @throws StateUnavailable if the state is unavailable; likewise for the other methods
     */
    public void take(Signal signal, State state, Instant now) {
        step(signal, state, now, 1);
    }

    /** The deadline of a device is due; see {@link DeviceDecider#due}. */
    public void deviceDue(ClientId client, State state, Instant now) {
        Answers answers = new Answers(state, now);
        devices.due(client, state, now, answers);
        answer(answers.all, state, now, 1);
    }

    /** The deadline of a device's case is due; see {@link IncidentDecider#caseDue}. */
    public void caseDue(ClientId client, State state, Instant now) {
        answer(incidents.caseDue(client, state, now), state, now, 1);
    }

    /** The deadline of a group's case is due; see {@link IncidentDecider#groupDue}. */
    public void groupDue(String name, State state, Instant now) {
        answer(incidents.groupDue(name, state, now), state, now, 1);
    }

    /** A source has become blind or recovered. */
    public void sighted(Sight sight, State state, Instant now) {
        answer(incidents.sighted(sight, state, now), state, now, 1);
    }

    /** It was measured how a class of devices does against its objective for availability. */
    public void measured(SloReading reading, State state, Instant now) {
        answer(incidents.measured(reading, state, now), state, now, 1);
    }

    /** Somebody did something about an incident; see {@link IncidentDecider#noted}. */
    public boolean noted(String incidentId, Note note, State state, Instant now) {
        return incidents.noted(incidentId, note, state, now);
    }

    /** What the devices of an incident have in common; see {@link IncidentDecider#compared}. */
    public boolean compared(String incidentId, Optional<Common> common, State state, Instant now) {
        return incidents.compared(incidentId, common, state, now);
    }

    private void step(Signal signal, State state, Instant now, int round) {
        Answers answers = new Answers(state, now);
        devices.take(signal, state, now, answers);
        answer(answers.all, state, now, round);
    }

    /** Processes the signals returned by the incident rules. */
    private void answer(List<Signal> answers, State state, Instant now, int round) {
        for (Signal answer : answers) {
            if (round < MOST_ROUNDS) {
                step(answer, state, now, round + 1);
            } else {
                state.failed(answer, "the rules answer each other without end", Optional.empty());
            }
        }
    }

    /** Passes the events of one step to the incident rules, and collects what those answer. */
    private final class Answers implements DeviceDecider.Appended {
        private final State state;
        private final Instant now;
        private List<Signal> all = List.of();

        Answers(State state, Instant now) {
            this.state = state;
            this.now = now;
        }

        @Override
        public void event(ClientId client, Event event, byte[] body) {
            List<Signal> more = incidents.on(client, event, body, state, now);
            if (all.isEmpty()) {
                all = more;
            } else if (!more.isEmpty()) {
                all = new ArrayList<>(all);
                all.addAll(more);
            }
        }
    }
}
