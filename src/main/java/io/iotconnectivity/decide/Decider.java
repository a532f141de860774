package io.iotconnectivity.decide;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes signals, deadlines and sights in. It asks the rules about devices, passes their events to the rules about incidents, and passes
 * back what those answer. Pure: the same arguments and state give the same result. Safe for any number of threads, each with a state of
 * its own.
 *
 * <p>Rules that fail stop nothing but their own step. If those about a device fail, it keeps its state; if those about incidents fail,
 * the device's own step stands and no incident changes. Either way the state is told, so that a dead letter is kept.
 */
public final class Decider {
    /** So often the two kinds of rules may answer each other; once is what they need. */
    static final int MOST_ROUNDS = 4;

    private final Rules rules;
    private final IncidentRules incidents;

    public Decider(Rules rules, IncidentRules incidents) {
        this.rules = rules;
        this.incidents = incidents;
    }

    /**
     * Takes a signal in.
     *
     * @param now by our own clock
     * @throws StateUnavailable if the state does; so do the other methods
     */
    public void take(Signal signal, State state, Instant now) {
        step(signal, state, now, 1);
    }

    /**
     * The deadline of a device has come. Nothing happens if an earlier step has moved it on.
     *
     * @param now by our own clock
     */
    public void deviceDue(ClientId client, State state, Instant now) {
        Optional<Instant> deadline = state.presence(client).deadline();
        if (comes(deadline, Deadline.DEVICE, client.value(), state, now)) {
            step(new Signal.TimerDue(client, deadline.get()), state, now, 1);
            if (state.presence(client).deadline().equals(deadline)) {
                state.dropDeadline(Deadline.DEVICE, client.value());
            }
        }
    }

    /** The deadline of a device's case has come; as {@link #deviceDue}. */
    public void caseDue(ClientId client, State state, Instant now) {
        List<Signal> answers = List.of();
        try {
            Optional<Instant> deadline = state.deviceCase(client).deadline();
            if (comes(deadline, Deadline.CASE, client.value(), state, now)) {
                answers = step(Optional.empty(), cases -> incidents.due(client, cases, now), state);
                if (state.deviceCase(client).deadline().equals(deadline)) {
                    state.dropDeadline(Deadline.CASE, client.value());
                }
            }
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            failed(Undecided.of("the deadline of its case", Optional.of(client)), e, state);
            state.dropDeadline(Deadline.CASE, client.value());
        }
        answer(answers, state, now, 1);
    }

    /** The deadline of a group's case has come; as {@link #deviceDue}. */
    public void groupDue(String name, State state, Instant now) {
        List<Signal> answers = List.of();
        try {
            Optional<Instant> deadline = state.groupCase(name).deadline();
            if (comes(deadline, Deadline.GROUP, name, state, now)) {
                answers = step(Optional.empty(), cases -> incidents.due(name, cases, now), state);
                if (state.groupCase(name).deadline().equals(deadline)) {
                    state.dropDeadline(Deadline.GROUP, name);
                }
            }
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            failed(Undecided.of("the deadline of group " + name, Optional.empty()), e, state);
            state.dropDeadline(Deadline.GROUP, name);
        }
        answer(answers, state, now, 1);
    }

    /** A source of ours is blind, or sees again. */
    public void sighted(Sight sight, State state, Instant now) {
        List<Signal> answers = List.of();
        try {
            answers = step(
                    Optional.empty(),
                    cases -> {
                        Outcome outcome = incidents.sighted(sight, cases, now);
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
        }
        answer(answers, state, now, 1);
    }

    private static boolean comes(Optional<Instant> deadline, Deadline of, String name, State state, Instant now) {
        if (deadline.isEmpty()) {
            // There is none, so whoever asked must not ask again.
            state.dropDeadline(of, name);
            return false;
        }
        if (deadline.get().isAfter(now)) {
            return false;
        }
        state.due(of, name, deadline.get());
        return true;
    }

    private void step(Signal signal, State state, Instant now, int round) {
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
        List<Signal> answers = List.of();
        for (int i = 0; i < bodies.length; i++) {
            state.append(events.get(i), bodies[i]);
            answers = plus(answers, decide(signal.client(), events.get(i), bodies[i], state, now));
        }
        answer(answers, state, now, round);
    }

    private static List<Event> marked(List<Event> events, List<BlindSource> blind) {
        if (blind.isEmpty()) {
            return events;
        }
        return events.stream().map(event -> BlindSource.marked(event, blind)).toList();
    }

    private static List<Signal> plus(List<Signal> some, List<Signal> more) {
        if (some.isEmpty() || more.isEmpty()) {
            return some.isEmpty() ? more : some;
        }
        List<Signal> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /** Asks the rules about incidents about an event of a device. */
    private List<Signal> decide(ClientId client, Event event, byte[] body, State state, Instant now) {
        try {
            return step(Optional.of(event), cases -> incidents.on(event, cases, now), state);
        } catch (StateUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            failed(new Undecided(event.type().shortName(), Optional.of(client), Optional.of(event), body), e, state);
            return List.of();
        }
    }

    private static List<Signal> step(Optional<Event> cause, Function<Cases, Outcome> rule, State state) {
        StagedCases cases = new StagedCases(state);
        Outcome outcome = rule.apply(cases);
        boolean tells = !outcome.events().isEmpty() || !outcome.decisions().isEmpty();
        if (tells || !cases.areUnchanged()) {
            state.keep(cause, cases.changes(), outcome);
        }
        return outcome.signals();
    }

    private static void failed(Undecided undecided, Throwable why, State state) {
        state.failed(undecided, "the rules about incidents failed on it: " + why, why);
    }

    /** Takes in what the rules about incidents have made of a step. */
    private void answer(List<Signal> answers, State state, Instant now, int round) {
        for (Signal answer : answers) {
            if (round < MOST_ROUNDS) {
                step(answer, state, now, round + 1);
            } else {
                state.failed(answer, "the rules answer each other without end", Optional.empty());
            }
        }
    }
}
