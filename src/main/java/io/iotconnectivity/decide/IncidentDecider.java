package io.iotconnectivity.decide;

import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Applies the incident rules alone, for an engine that keeps devices and incidents apart; the {@link Decider} is it and
 * the {@link DeviceDecider} together. Each method returns the signals with which the rules answer, to be processed by
 * the device rules. If the incident rules fail, no incident changes. Pure.
 */
public final class IncidentDecider {
    private final IncidentRules rules;

    public IncidentDecider(IncidentRules rules) {
        this.rules = rules;
    }

    /**
     * Processes an event of a device.
     *
     * @param body the event as it was encoded
     * @param now the time by the application's clock
     * @throws StateUnavailable if the state is unavailable; likewise for the other methods
     */
    public List<Signal> on(ClientId client, Event event, byte[] body, IncidentState state, Instant now) {
        try {
            return step(Optional.of(event), cases -> rules.on(event, cases, now), state);
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            failed(new Undecided(event.type().shortName(), Optional.of(client), Optional.of(event), body), e, state);
            return List.of();
        }
    }

    /** The deadline of a device's case is due. Does nothing if an earlier step has moved it. */
    public List<Signal> caseDue(ClientId client, IncidentState state, Instant now) {
        return due(
                Deadline.CASE,
                client.value(),
                () -> state.deviceCase(client).deadline(),
                cases -> rules.due(client, cases, now),
                Undecided.of("the deadline of its case", Optional.of(client)),
                state,
                now);
    }

    /** The deadline of a group's case is due; see {@link #caseDue}. */
    public List<Signal> groupDue(String name, IncidentState state, Instant now) {
        return due(
                Deadline.GROUP,
                name,
                () -> state.groupCase(name).deadline(),
                cases -> rules.due(name, cases, now),
                Undecided.of("the deadline of group " + name, Optional.empty()),
                state,
                now);
    }

    private static List<Signal> due(
            Deadline of,
            String name,
            Supplier<Optional<Instant>> held,
            Function<Cases, Outcome> rule,
            Undecided undecided,
            IncidentState state,
            Instant now) {
        try {
            Optional<Instant> deadline = held.get();
            List<Signal> answers = List.of();
            if (of.comes(deadline, name, state, now)) {
                answers = step(Optional.empty(), rule, state);
                if (held.get().equals(deadline)) {
                    state.dropDeadline(of, name);
                }
            }
            return answers;
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            failed(undecided, e, state);
            state.dropDeadline(of, name);
            return List.of();
        }
    }

    /** A source has become blind or recovered. */
    public List<Signal> sighted(Sight sight, IncidentState state, Instant now) {
        try {
            return step(
                    Optional.empty(),
                    cases -> {
                        Outcome outcome = rules.sighted(sight, cases, now);
                        if (!outcome.events().isEmpty()) {
                            state.sighted(sight);
                        }
                        return outcome;
                    },
                    state);
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            failed(Undecided.of("what is heard by " + sight.source(), Optional.empty()), e, state);
            return List.of();
        }
    }

    /** It was measured how a class of devices does against its objective for availability. */
    public List<Signal> measured(SloReading reading, IncidentState state, Instant now) {
        try {
            StagedCases cases = new StagedCases(state);
            Outcome outcome = rules.measured(reading, cases, now);
            if (!outcome.events().isEmpty() || !cases.areUnchanged()) {
                state.measured(reading);
                state.keep(Optional.empty(), cases.changes(), outcome);
            }
            return outcome.signals();
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            failed(Undecided.of("the error budget of class " + reading.deviceClass(), Optional.empty()), e, state);
            return List.of();
        }
    }

    /**
     * Somebody did something about an incident.
     *
     * @return whether the incident is open; otherwise nothing has changed
     */
    public boolean noted(String incidentId, Note note, IncidentState state, Instant now) {
        try {
            Optional<IncidentData> told = state.told(incidentId).filter(each -> each.status() == IncidentStatus.OPEN);
            told.ifPresent(open -> step(Optional.empty(), cases -> rules.noted(note, open, cases, now), state));
            return told.isPresent();
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            failed(Undecided.of("a note about incident " + incidentId, Optional.empty()), e, state);
            return false;
        }
    }

    /**
     * It was found what the devices of an incident have in common.
     *
     * @return whether the incident is open; otherwise nothing has changed
     */
    public boolean compared(String incidentId, Optional<Common> common, IncidentState state, Instant now) {
        try {
            Optional<IncidentData> told = state.told(incidentId).filter(each -> each.status() == IncidentStatus.OPEN);
            told.ifPresent(open -> step(Optional.empty(), cases -> rules.compared(common, open, cases, now), state));
            return told.isPresent();
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            failed(
                    Undecided.of("what the devices of incident " + incidentId + " have in common", Optional.empty()),
                    e,
                    state);
            return false;
        }
    }

    private static List<Signal> step(Optional<Event> cause, Function<Cases, Outcome> rule, IncidentState state) {
        StagedCases cases = new StagedCases(state);
        Outcome outcome = rule.apply(cases);
        boolean tells = !outcome.events().isEmpty() || !outcome.decisions().isEmpty();
        if (tells || !cases.areUnchanged()) {
            state.keep(cause, cases.changes(), outcome);
        }
        return outcome.signals();
    }

    private static void failed(Undecided undecided, Throwable why, IncidentState state) {
        state.failed(undecided, "the rules about incidents failed on it: " + why, why);
    }
}
