package io.iotconnectivity.decide;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A state in memory that notes what is asked of it, in order. */
final class NotedState implements State {
    final List<String> notes = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<Undecided> undecided = new ArrayList<>();
    final Map<ClientId, Presence> presences = new HashMap<>();
    final Map<ClientId, DeviceCase> devices = new HashMap<>();
    final Map<String, GroupCase> groups = new HashMap<>();
    List<BlindSource> blind = List.of();
    /** Events that cannot be kept. */
    Predicate<Event> unkeepable = event -> false;
    /** Whether cases can be read and written no more. */
    boolean broken;

    private final Backlog backlog = new Backlog();
    private final Drops drops = new Drops(Duration.ofMinutes(1));

    @Override
    public Presence presence(ClientId client) {
        return presences.getOrDefault(client, Presence.unseen(client));
    }

    @Override
    public Backlog backlog() {
        return backlog;
    }

    @Override
    public Verdict verdict(ClientId client) {
        return presence(client).state();
    }

    @Override
    public DeviceCase deviceCase(ClientId client) {
        if (broken) {
            throw new StateUnavailable(new IllegalStateException("disk full"));
        }
        return devices.getOrDefault(client, DeviceCase.none(client));
    }

    @Override
    public GroupCase groupCase(String name) {
        return groups.getOrDefault(name, GroupCase.none(name));
    }

    @Override
    public List<ClientId> stormMembers(String group) {
        return devices.values().stream()
                .filter(device -> device.storm().equals(Optional.of(group)))
                .map(DeviceCase::client)
                .sorted()
                .toList();
    }

    @Override
    public List<Silence> silences() {
        return List.of();
    }

    @Override
    public List<BlindSource> blind() {
        return blind;
    }

    @Override
    public Drops drops() {
        return drops;
    }

    @Override
    public byte[] encode(Event event) {
        if (unkeepable.test(event)) {
            throw new IllegalStateException("cannot be kept");
        }
        return event.id().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void keep(Signal signal, Presence before, Step step) {
        presences.put(signal.client(), step.after());
        notes.add("keep " + signal.client() + " " + step.after().state());
    }

    @Override
    public void append(Event event, byte[] body) {
        events.add(event);
        notes.add("append " + new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void keep(Optional<Event> cause, CaseChanges changes, Outcome outcome) {
        outcome.events().forEach(this::encode);
        changes.devices().forEach(after -> devices.put(after.client(), after));
        changes.groups().forEach(after -> groups.put(after.name(), after));
        changes.blind().ifPresent(after -> blind = after);
        notes.add("cases after " + cause.map(Event::id).orElse("nothing"));
    }

    @Override
    public void due(Deadline of, String name, Instant deadline) {
        notes.add("due " + of + " " + name);
    }

    @Override
    public void dropDeadline(Deadline of, String name) {
        notes.add("drop " + of + " " + name);
    }

    @Override
    public void comesLater(Deadline of, String name) {
        notes.add("later " + of + " " + name);
    }

    @Override
    public Optional<IncidentData> told(String incidentId) {
        return events.stream()
                .flatMap(event -> event.incident().stream())
                .filter(told -> told.incidentId().equals(incidentId))
                .reduce((earlier, later) -> later);
    }

    @Override
    public void sighted(Sight sight) {
        notes.add("sighted " + sight.source());
    }

    @Override
    public void failed(Signal signal, String reason, Optional<Throwable> why) {
        notes.add("failed " + signal.client() + ": " + reason);
    }

    @Override
    public void failed(Undecided what, String reason, Throwable why) {
        undecided.add(what);
        notes.add("undecided " + what.what() + ": " + reason);
    }
}
