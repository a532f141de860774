package io.iotconnectivity.incident;

import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.presence.ClassedMachine;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.TimerDue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Simulates a fleet: each signal goes through the presence machine, and the resulting events through the incident
 * machine. Time advances only by {@link #passes}, which delivers the deadlines that fall due on the way. In a device
 * id, what precedes a {@code /} is the device's group.
 */
public final class Fleet {
    /** When every story begins. */
    public static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private static final Comparator<Due> BY_TIME =
            Comparator.comparing(Due::at).thenComparing(Due::kind).thenComparing(Due::name);

    private final ClassedMachine presences;
    private final IncidentMachine incidents;
    private final Desk desk;
    private final Map<ClientId, Presence> devices = new HashMap<>();
    private final Map<ClientId, Long> versions = new HashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private Instant now = START;

    private record Due(Instant at, int kind, String name) {}

    private Fleet(DeviceClasses classes, IncidentPolicy incidentPolicy) {
        this.presences = new ClassedMachine(classes);
        this.incidents = new IncidentMachine(incidentPolicy);
        this.desk =
                new Desk(incidents.noDrops(), client -> presence(client.value()).state());
    }

    public static Fleet with(IncidentPolicy incidentPolicy) {
        return with(Policy.defaults(), incidentPolicy);
    }

    public static Fleet with(Policy policy, IncidentPolicy incidentPolicy) {
        return new Fleet(DeviceClasses.none(policy), incidentPolicy);
    }

    public static Fleet with(DeviceClasses classes, IncidentPolicy incidentPolicy) {
        return new Fleet(classes, incidentPolicy.with(classes.byName()));
    }

    /** The default policy, with devices grouped by the part of their id before the slash. */
    public static IncidentPolicy grouped() {
        IncidentPolicy usual = IncidentPolicy.defaults();
        return new IncidentPolicy(
                Fleet::groupOf,
                usual.storms(),
                usual.flapping(),
                usual.conflict(),
                usual.credentials(),
                usual.updateEvery(),
                usual.suppressions());
    }

    /** Like {@link #grouped()}, with another storm threshold and devices that are exempt from storms. */
    public static IncidentPolicy grouped(int stormThreshold, Optional<ClientPattern> exempt) {
        IncidentPolicy usual = grouped();
        return new IncidentPolicy(
                usual.grouping(),
                new IncidentPolicy.Storms(stormThreshold, usual.storms().window(), exempt),
                usual.flapping(),
                usual.conflict(),
                usual.credentials(),
                usual.updateEvery(),
                usual.suppressions());
    }

    private static Optional<String> groupOf(io.iotconnectivity.event.DeviceData data) {
        int slash = data.clientId().indexOf('/');
        return slash > 0 ? Optional.of(data.clientId().substring(0, slash)) : Optional.empty();
    }

    public Fleet connects(String id) {
        return connects(id, "certificate", "192.0.2.1");
    }

    public Fleet connects(String id, String principal, String address) {
        long version = versions.merge(new ClientId(id), 1L, Long::sum);
        return take(new Signal.Connected(
                new ClientId(id), now, connection(version, Optional.of(principal), Optional.of(address))));
    }

    public Fleet drops(String id) {
        return drops(id, Reason.CONNECTION_LOST);
    }

    public Fleet drops(String id, Reason reason) {
        long version = versions.getOrDefault(new ClientId(id), 0L);
        return take(new Signal.Disconnected(
                new ClientId(id), now, connection(version, Optional.empty(), Optional.empty()), reason));
    }

    /** Another client opens a connection with the same id, and the older one is closed. */
    public Fleet isTakenOver(String id, String principal, String address) {
        long older = versions.getOrDefault(new ClientId(id), 0L);
        connects(id, principal, address);
        return take(new Signal.Disconnected(
                new ClientId(id),
                now,
                connection(older, Optional.empty(), Optional.empty()),
                Reason.DUPLICATE_CLIENTID));
    }

    public Fleet isRefused(String id) {
        return take(new Signal.ConnectFailed(
                new ClientId(id), now, Connection.UNKNOWN, new Reason("AUTHORIZATION_FAILED")));
    }

    public Fleet leavesWill(String id) {
        return take(new Signal.LastWill(new ClientId(id), now));
    }

    /** Somebody does something about an incident. */
    public Fleet notes(IncidentData told, Note note) {
        absorb(incidents.noted(note, told, desk, now));
        return this;
    }

    /** It is found what the devices of an incident have in common. */
    public Fleet compares(IncidentData told, Optional<Common> common) {
        absorb(incidents.compared(common, told, desk, now));
        return this;
    }

    public Fleet silence(String pattern, Duration length) {
        desk.add(new Silence(
                "s" + now,
                Optional.of(ClientPattern.of(pattern)),
                Optional.empty(),
                now,
                now.plus(length),
                "ann",
                "works"));
        return this;
    }

    public Fleet endsSilences() {
        desk.removeSilences();
        return this;
    }

    /** A restart: the drops, which are kept in memory only, are lost and rebuilt. */
    public Fleet restarts() {
        desk.forgetDrops(incidents.noDrops());
        devices.values().stream()
                .filter(device -> desk.drops().recalls(device, now))
                .sorted(Comparator.comparing(Presence::updatedAt))
                .forEach(device -> incidents.recall(device, desk.drops()));
        return this;
    }

    /** The incident state of a device is lost. */
    public Fleet losesCase(String id) {
        Presence presence = presence(id);
        desk.put(incidents.restored(presence, desk.device(presence.client()).storm(), this::open, now));
        return this;
    }

    /** The incident state of a group is lost. */
    public Fleet losesGroup(String name) {
        desk.put(incidents.restored(name, desk.stormMembers(name).size(), this::open, now));
        return this;
    }

    /** The state of a blind source of ours is lost. */
    public Fleet losesBlind(String source) {
        desk.seeing(source);
        incidents.restored(source, this::open).ifPresent(desk::put);
        return this;
    }

    private Optional<IncidentData> open(String key) {
        return events.stream()
                .filter(event -> event.subject().equals(key))
                .flatMap(event -> event.incident().stream())
                .reduce((first, second) -> second)
                .filter(incident -> incident.resolvedAt().isEmpty());
    }

    public Fleet passesSeconds(long seconds) {
        return passes(Duration.ofSeconds(seconds));
    }

    public Fleet passesMinutes(long minutes) {
        return passes(Duration.ofMinutes(minutes));
    }

    public Fleet passes(Duration time) {
        Instant end = now.plus(time);
        for (NavigableSet<Due> due = due(end); !due.isEmpty(); due = due(end)) {
            for (Due next : due) {
                now = next.at().isAfter(now) ? next.at() : now;
                deliver(next);
            }
        }
        now = end;
        return this;
    }

    /** Our clock is set, which no deadline notices. */
    public Fleet clockJumps(Duration by) {
        now = now.plus(by);
        return this;
    }

    /** The earliest of those that are due; their consequences may fall due before the others. */
    private NavigableSet<Due> due(Instant end) {
        NavigableSet<Due> all = new TreeSet<>(BY_TIME);
        devices.values()
                .forEach(
                        device -> add(all, device.deadline(), 0, device.client().value(), end));
        desk.devices()
                .forEach(
                        device -> add(all, device.deadline(), 1, device.client().value(), end));
        desk.groups().forEach(group -> add(all, group.deadline(), 2, group.name(), end));
        if (all.isEmpty()) {
            return all;
        }
        Instant first = all.first().at().isAfter(now) ? all.first().at() : now;
        all.removeIf(due -> due.at().isAfter(first));
        return all;
    }

    private static void add(NavigableSet<Due> all, Optional<Instant> deadline, int kind, String name, Instant end) {
        deadline.filter(at -> !at.isAfter(end)).ifPresent(at -> all.add(new Due(at, kind, name)));
    }

    private void deliver(Due due) {
        switch (due.kind()) {
            case 0 -> {
                ClientId client = new ClientId(due.name());
                if (devices.get(client).deadline().equals(Optional.of(due.at()))) {
                    take(new TimerDue(client, due.at()));
                }
            }
            case 1 -> deviceDue(new ClientId(due.name()), due.at());
            default -> groupDue(due.name(), due.at());
        }
    }

    private void deviceDue(ClientId client, Instant at) {
        if (desk.device(client).deadline().equals(Optional.of(at))) {
            absorb(incidents.due(client, desk, now));
            if (desk.device(client)
                    .deadline()
                    .filter(next -> !next.isAfter(now))
                    .isPresent()) {
                throw new AssertionError(client + " stays due: " + desk.device(client));
            }
        }
    }

    private void groupDue(String group, Instant at) {
        if (desk.group(group).deadline().equals(Optional.of(at))) {
            absorb(incidents.due(group, desk, now));
            if (desk.group(group).deadline().filter(next -> !next.isAfter(now)).isPresent()) {
                throw new AssertionError(group + " stays due: " + desk.group(group));
            }
        }
    }

    public Fleet take(Signal signal) {
        Step step = presences.step(presence(signal.client().value()), signal, now);
        devices.put(signal.client(), step.after());
        Deque<Signal> marks = new ArrayDeque<>();
        for (Event made : step.events()) {
            Event event = BlindSource.marked(made, desk.blind());
            events.add(event);
            marks.addAll(absorbed(incidents.on(event, desk, now)));
        }
        marks.forEach(this::take);
        return this;
    }

    /** One of our own sources goes blind, or sees again; it carries connections. */
    public Fleet sees(String source, Sight.State state, Instant since) {
        return sees(new Sight(source, state, Sight.Carries.CONNECTIONS, since, Optional.of("connection refused")));
    }

    /** One of our own sources goes blind, or sees again. */
    public Fleet sees(Sight sight) {
        absorb(incidents.sighted(sight, desk, now));
        return this;
    }

    /** It was measured how a class does against its objective. */
    public Fleet measures(SloReading reading) {
        absorb(incidents.measured(reading, desk, now));
        return this;
    }

    /** The last event of a type. */
    public Event event(EventType type) {
        return events.stream()
                .filter(event -> event.type() == type)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** The incident machine gets an event again. */
    public Fleet replays(Event event) {
        absorb(incidents.on(event, desk, now));
        return this;
    }

    private void absorb(Outcome outcome) {
        absorbed(outcome).forEach(this::take);
    }

    private List<Signal> absorbed(Outcome outcome) {
        events.addAll(outcome.events());
        decisions.addAll(outcome.decisions());
        return outcome.signals();
    }

    public Instant now() {
        return now;
    }

    public Desk desk() {
        return desk;
    }

    public Presence presence(String id) {
        ClientId client = new ClientId(id);
        return devices.getOrDefault(client, Presence.unseen(client));
    }

    public List<Event> events() {
        return events;
    }

    public List<Decision> decisions() {
        return decisions;
    }

    /** What was decided about a device, in order. */
    public List<Decision.What> decided(String id) {
        return decisions.stream()
                .filter(decision -> decision.client().value().equals(id))
                .map(Decision::what)
                .toList();
    }

    /** The incident events in short form, such as {@code opened device/pump-7}. */
    public List<String> told() {
        return events.stream()
                .filter(event -> event.type().isAboutAnIncident())
                .map(event -> event.type().shortName().substring("incident.".length()) + " " + event.subject())
                .toList();
    }

    public List<IncidentData> incidents(EventType type) {
        return events.stream()
                .filter(event -> event.type() == type)
                .map(event -> event.incident().orElseThrow())
                .toList();
    }

    public IncidentData last(EventType type) {
        List<IncidentData> all = incidents(type);
        if (all.isEmpty()) {
            throw new AssertionError("no " + type.shortName() + " among " + told());
        }
        return all.get(all.size() - 1);
    }

    private static Connection connection(long version, Optional<String> principal, Optional<String> address) {
        return new Connection(OptionalLong.of(version), Optional.empty(), principal, address, Optional.empty());
    }
}
