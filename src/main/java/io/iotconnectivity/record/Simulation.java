package io.iotconnectivity.record;

import io.iotconnectivity.engine.Committed.Due;
import io.iotconnectivity.engine.Committed.Of;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs the rules over what was recorded, in simulated time and in memory. A deadline that the record tells of comes when the
 * record says so, which may be a little late, and in the order that the record has; one that it does not know, because the
 * rules are others now, comes when it is due.
 */
final class Simulation {
    /** The engine may be late by so much where much is due at once; what comes meanwhile may make a deadline void. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final PresenceMachine presence;
    private final IncidentMachine incidents;
    private final Duration settle;
    private final Consumer<Event> told;
    private final DeadlineQueue deadlines;
    private final MemoryCases cases;
    private final Map<ClientId, Presence> devices = new HashMap<>();
    private Instant heldUntil = Instant.MIN;
    private Instant now = Instant.MIN;
    private long failures;

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
        this.presence = presence;
        this.incidents = incidents;
        this.settle = settle;
        this.told = told;
        this.deadlines = new DeadlineQueue(recorded::contains);
        this.cases = new MemoryCases(this::verdict, incidents.noDrops(), deadlines);
    }

    private Verdict verdict(ClientId client) {
        return presence(client).state();
    }

    private Presence presence(ClientId client) {
        Presence known = devices.get(client);
        return known == null ? Presence.unseen(client) : known;
    }

    /** So it was held when the record was begun, of which nothing has been heard there before. */
    void known(Presence device, Instant at) {
        if (devices.putIfAbsent(device.client(), device) != null) {
            return;
        }
        deadlines.set(Of.DEVICE, device.client().value(), device.deadline());
        if (dropped(device, at)) {
            incidents.recall(device, cases.drops());
        }
    }

    private boolean dropped(Presence device, Instant at) {
        return device.state() != Verdict.ONLINE
                && device.updatedAt().isAfter(at.minus(cases.drops().lookBack()));
    }

    /** As the engine does: deadlines wait for what comes first, and who has dropped lately is recalled. */
    void started(Instant at) {
        heldUntil = at.plus(settle);
        Drops drops = incidents.noDrops();
        devices.values().stream()
                .filter(device -> dropped(device, at))
                .sorted(Comparator.comparing(Presence::updatedAt).thenComparing(Presence::client))
                .forEach(device -> incidents.recall(device, drops));
        cases.forgetDrops(drops);
    }

    void held(Instant until, Instant at) {
        passTo(at);
        heldUntil = until;
    }

    void heard(Signal signal, Instant at) {
        passTo(at);
        guarded(() -> step(signal, at));
    }

    void silenced(Silence silence, Instant at) {
        passTo(at);
        cases.put(silence);
    }

    void unsilenced(String id, Instant at) {
        passTo(at);
        cases.endSilence(id);
    }

    void sighted(Sight sight, Instant at) {
        passTo(at);
        guarded(() -> take(incidents.sighted(sight, cases, at), at));
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

    private void fire(Due due, Instant now) {
        deadlines.drop(due);
        guarded(() -> {
            switch (due.of()) {
                case DEVICE -> step(new Signal.TimerDue(new ClientId(due.name()), due.deadline()), now);
                case CASE -> take(incidents.due(new ClientId(due.name()), cases, now), now);
                case GROUP -> take(incidents.due(due.name(), cases, now), now);
            }
        });
    }

    /** As in the engine: what the rules fail on changes nothing. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | StackOverflowError e) {
            failures++;
        }
    }

    private void step(Signal signal, Instant now) {
        ClientId client = signal.client();
        Presence before = presence(client);
        Step step = presence.step(before, signal, now);
        devices.put(client, step.after());
        Optional<Instant> deadline = step.after().deadline();
        boolean again = signal instanceof Signal.TimerDue due && deadline.equals(Optional.of(due.at()));
        if (!again) {
            deadlines.set(Of.DEVICE, client.value(), deadline);
        }
        List<Signal> answers = new ArrayList<>();
        for (Event event : step.events()) {
            Outcome outcome = incidents.on(event, cases, now);
            outcome.events().forEach(told);
            answers.addAll(outcome.signals());
        }
        answers.forEach(answer -> step(answer, now));
    }

    private void take(Outcome outcome, Instant now) {
        outcome.events().forEach(told);
        outcome.signals().forEach(signal -> step(signal, now));
    }

    /** What the rules failed on. */
    long failures() {
        return failures;
    }

    /** The store counts in milliseconds, and holds no deadline to have come before it has. */
    private static Instant roundedUp(Instant moment) {
        return Instant.ofEpochMilli(moment.plusNanos(999_999).toEpochMilli());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
