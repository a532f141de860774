package io.iotconnectivity.record;

import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.Committed.Due;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Desk;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.ClassedMachine;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An engine in memory whose deadlines come late, if at all, and that records what it does. */
final class LateEngine {
    private final ClassedMachine presences;
    private final IncidentMachine incidents;
    private final Map<ClientId, Presence> devices = new TreeMap<>();
    private final Desk desk;
    private final List<Line> lines = new ArrayList<>();
    private final List<Event> told = new ArrayList<>();
    private Instant latest = Instant.MIN;

    LateEngine(Policy policy, IncidentPolicy incidentPolicy) {
        this(DeviceClasses.none(policy), incidentPolicy);
    }

    LateEngine(DeviceClasses classes, IncidentPolicy incidentPolicy) {
        presences = new ClassedMachine(classes);
        incidents = new IncidentMachine(incidentPolicy);
        desk = new Desk(incidents.noDrops(), client -> presence(client).state());
    }

    List<Line> lines() {
        return lines;
    }

    List<Event> told() {
        return told;
    }

    void takes(Signal signal, Instant now) {
        record(new Committed.Heard(signal), now);
        step(signal, now);
    }

    void silences(Silence silence, Instant now) {
        record(new Committed.Silenced(silence), now);
        desk.add(silence);
    }

    /** Looks at its deadlines up to that moment, a little late each time, so that some are left when it is there. */
    void passes(Instant until, Random random) {
        for (Optional<Instant> next = firstDeadline(); next.isPresent(); next = firstDeadline()) {
            Instant looks = next.get().plusMillis(random.nextInt(900));
            if (looks.isAfter(until)) {
                return;
            }
            looksAtDeadlines(looks.isAfter(latest) ? looks : latest);
        }
    }

    private Optional<Instant> firstDeadline() {
        Stream<Optional<Instant>> ofDevices = devices.values().stream().map(Presence::deadline);
        Stream<Optional<Instant>> ofCases = desk.devices().stream().map(DeviceCase::deadline);
        Stream<Optional<Instant>> ofGroups = desk.groups().stream().map(GroupCase::deadline);
        return Stream.of(ofDevices, ofCases, ofGroups)
                .flatMap(all -> all)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /** All that is due now comes, and what that makes due at once with the next call. */
    void looksAtDeadlines(Instant now) {
        List<Due> all = new ArrayList<>();
        devices.values()
                .forEach(device -> add(all, Deadline.DEVICE, device.client().value(), device.deadline(), now));
        desk.devices().forEach(device -> add(all, Deadline.CASE, device.client().value(), device.deadline(), now));
        desk.groups().forEach(group -> add(all, Deadline.GROUP, group.name(), group.deadline(), now));
        all.sort(Comparator.comparing(Due::of).thenComparing(Due::deadline).thenComparing(Due::name));
        for (Due due : all) {
            if (deadline(due).equals(Optional.of(due.deadline()))) {
                record(due, now);
                switch (due.of()) {
                    case DEVICE -> step(new Signal.TimerDue(new ClientId(due.name()), due.deadline()), now);
                    case CASE -> take(incidents.due(new ClientId(due.name()), desk, now), now);
                    case GROUP -> take(incidents.due(due.name(), desk, now), now);
                }
            }
        }
    }

    void restarts(Instant now) {
        lines.add(new Line.Started(now));
        desk.forgetDrops(incidents.noDrops());
        devices.values().stream()
                .filter(device -> desk.drops().recalls(device, now))
                // As the store, which has milliseconds.
                .sorted(Comparator.comparing(
                                (Presence device) -> device.updatedAt().toEpochMilli())
                        .thenComparing(Presence::client))
                .forEach(device -> incidents.recall(device, desk.drops()));
    }

    private Optional<Instant> deadline(Due due) {
        return switch (due.of()) {
            case DEVICE -> presence(new ClientId(due.name())).deadline();
            case CASE -> desk.device(new ClientId(due.name())).deadline();
            case GROUP -> desk.group(due.name()).deadline();
        };
    }

    private static void add(List<Due> all, Deadline of, String name, Optional<Instant> deadline, Instant now) {
        deadline.filter(at -> !at.isAfter(now)).ifPresent(at -> all.add(new Due(of, name, at)));
    }

    private Presence presence(ClientId client) {
        return devices.getOrDefault(client, Presence.unseen(client));
    }

    private void record(Committed.Item item, Instant now) {
        lines.add(new Line.Item(now, item));
        latest = now;
    }

    private void step(Signal signal, Instant now) {
        Step step = presences.step(presence(signal.client()), signal, now);
        devices.put(signal.client(), step.after());
        List<Signal> answers = new ArrayList<>();
        for (Event event : step.events()) {
            Outcome outcome = incidents.on(event, desk, now);
            tell(outcome, now);
            answers.addAll(outcome.signals());
        }
        answers.forEach(answer -> step(answer, now));
    }

    private void take(Outcome outcome, Instant now) {
        tell(outcome, now);
        outcome.signals().forEach(signal -> step(signal, now));
    }

    private void tell(Outcome outcome, Instant now) {
        for (Event event : outcome.events()) {
            told.add(event);
            record(new Committed.Told(event), now);
        }
    }
}
