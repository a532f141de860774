package io.iotconnectivity.record;

import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.Committed.Due;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Has the decider take in what was recorded, in simulated time and in memory. A deadline that the record tells of comes when the
 * record says so, which may be a little late, and in the order that the record has; one that it does not know, because the
 * rules are others now, comes when it is due.
 */
final class Simulation {
    /** The engine may be late by so much where much is due at once; what comes meanwhile may make a deadline void. */
    private static final Duration LATE = Duration.ofSeconds(1);

    /** Who has dropped is recalled in the order in which the engine reads it; its file knows milliseconds. */
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
     * @param settle how long deadlines wait after a start
     * @param recorded all deadlines that the record tells of
     * @param told gets the events about incidents
     */
    Simulation(
            PresenceMachine presence,
            IncidentMachine incidents,
            Duration settle,
            Set<Due> recorded,
            Consumer<Event> told) {
        this.decider = new Decider(presence::step, IncidentRules.of(incidents));
        this.incidents = incidents;
        this.settle = settle;
        this.deadlines = new DeadlineQueue(recorded::contains);
        this.state = new MemoryState(incidents.noDrops(), deadlines, told);
    }

    /** So it was held when the record was begun, of which nothing has been heard there before. */
    void known(Presence device, Instant at) {
        if (state.putIfAbsent(device) && state.drops().recalls(device, at)) {
            incidents.recall(device, state.drops());
        }
    }

    /** As the engine does: deadlines wait for what comes first, and who has dropped lately is recalled. */
    void started(Instant at) {
        heldUntil = at.plus(settle);
        Drops drops = incidents.noDrops();
        state.presences().stream()
                .filter(device -> drops.recalls(device, at))
                .sorted(IN_ORDER)
                .forEach(device -> incidents.recall(device, drops));
        state.forgetDrops(drops);
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

    /** What was due well before that moment comes before it. */
    void passTo(Instant at) {
        for (Optional<Due> next = deadlines.next(); next.isPresent(); next = deadlines.next()) {
            Due due = next.get();
            Instant comes = later(roundedUp(due.deadline()), heldUntil);
            if (!comes.plus(LATE).isBefore(at)) {
                break;
            }
            fire(due, later(comes, now));
        }
        now = at;
    }

    private void fire(Due due, Instant comes) {
        // Whatever the rules make of it, it has come: else one that they leave as it is would come for ever.
        deadlines.drop(due.of(), due.name());
        switch (due.of()) {
            case DEVICE -> decider.deviceDue(new ClientId(due.name()), state, comes);
            case CASE -> decider.caseDue(new ClientId(due.name()), state, comes);
            case GROUP -> decider.groupDue(due.name(), state, comes);
        }
    }

    /** What is held now. */
    MemoryState state() {
        return state;
    }

    /** So often the rules have failed. */
    long failures() {
        return state.failures();
    }

    /** The store counts in milliseconds, and holds no deadline to have come before it has. */
    private static Instant roundedUp(Instant moment) {
        return Instant.ofEpochMilli(moment.plusNanos(999_999).toEpochMilli());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
