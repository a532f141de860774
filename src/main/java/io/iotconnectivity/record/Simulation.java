package io.iotconnectivity.record;

import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.Committed.Due;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Feeds a record to the decider, in simulated time and in memory. A recorded deadline fires when the record says, which
 * may be a little late, and in the recorded order; one that is not in the record, because the rules are different,
 * fires when it is due.
 */
final class Simulation {
    /** How late the engine may be when much is due at once; signals that arrive meanwhile may void a deadline. */
    private static final Duration LATE = Duration.ofSeconds(1);

    /** Drops are recalled in the order in which the engine reads them; its store has milliseconds. */
    private static final Comparator<Presence> IN_ORDER = Comparator.comparing(
                    (Presence device) -> device.updatedAt().toEpochMilli())
            .thenComparing(Presence::client);

    private final Decider decider;
    private final IncidentMachine incidents;
    private final Duration settle;
    private final DeadlineQueue deadlines;
    private final MemoryState state;
    private Instant heldUntil = Instant.MIN;
    private Instant now = Instant.MIN;

    /**
     * @param settle how long deadlines are held after a start
     * @param recorded all recorded deadlines
     * @param told receives the events about incidents
     */
    Simulation(Rules presence, IncidentMachine incidents, Duration settle, Set<Due> recorded, Consumer<Event> told) {
        this.decider = new Decider(presence, IncidentRules.of(incidents));
        this.incidents = incidents;
        this.settle = settle;
        this.deadlines = new DeadlineQueue(recorded::contains);
        this.state = new MemoryState(incidents.noDrops(), deadlines, told);
    }

    /** Sets the state of a device at the beginning of the record, unless it has already appeared. */
    void known(Presence device, Instant at) {
        if (state.putIfAbsent(device) && state.drops().recalls(device, at)) {
            incidents.recall(device, state.drops());
        }
    }

    /**
     * Starts like the engine: deadlines wait for queued messages, recent drops are recalled, and nothing is known of how
     * late signals were.
     */
    void started(Instant at) {
        heldUntil = at.plus(settle);
        Drops drops = incidents.noDrops();
        state.presences().stream()
                .filter(device -> drops.recalls(device, at))
                .sorted(IN_ORDER)
                .forEach(device -> incidents.recall(device, drops));
        state.restart(drops);
    }

    void held(Instant until, Instant at) {
        passTo(at);
        heldUntil = until;
    }

    void heard(Signal signal, Instant at) {
        passTo(at);
        decider.take(signal, state, at);
    }

    void silenced(Silence silence, Instant at) {
        passTo(at);
        state.put(silence);
    }

    void unsilenced(String id, Instant at) {
        passTo(at);
        state.endSilence(id);
    }

    void measured(SloReading reading, Instant at) {
        passTo(at);
        decider.measured(reading, state, at);
    }

    void sighted(Sight sight, Instant at) {
        passTo(at);
        decider.sighted(sight, state, at);
    }

    void due(Due due, Instant at) {
        passTo(at);
        if (deadlines.holds(due)) {
            fire(due, at);
        }
    }

    /** Fires what was due well before that moment. */
    void passTo(Instant at) {
        for (Optional<Due> next = deadlines.next(); next.isPresent(); next = deadlines.next()) {
            Due due = next.get();
            Instant comes = later(
                    later(roundedUp(due.deadline()), heldUntil), state.backlog().until());
            if (!comes.plus(LATE).isBefore(at)) {
                break;
            }
            fire(due, later(comes, now));
        }
        now = at;
    }

    private void fire(Due due, Instant comes) {
        // Drop it whatever the rules do: otherwise one that they leave unchanged would fire forever.
        deadlines.drop(due.of(), due.name());
        switch (due.of()) {
            case DEVICE -> decider.deviceDue(new ClientId(due.name()), state, comes);
            case CASE -> decider.caseDue(new ClientId(due.name()), state, comes);
            case GROUP -> decider.groupDue(due.name(), state, comes);
        }
    }

    /** The current state. */
    MemoryState state() {
        return state;
    }

    /** The number of failures of the rules. */
    long failures() {
        return state.failures();
    }

    /** Rounds up like the store, which counts in milliseconds and never fires a deadline early. */
    private static Instant roundedUp(Instant moment) {
        return Instant.ofEpochMilli(moment.plusNanos(999_999).toEpochMilli());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
