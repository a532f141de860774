package io.iotconnectivity.record;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.decide.CaseChanges;
import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.decide.State;
import io.iotconnectivity.decide.Undecided;
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
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** State in memory. Events are passed on without being stored; failures are counted. */
final class MemoryState implements State {
    private static final byte[] NO_BODY = new byte[0];

    private final DeadlineQueue deadlines;
    private Backlog backlog = new Backlog();
    private final Consumer<Event> told;
    private final Map<ClientId, Presence> presences = new HashMap<>();
    private final Map<ClientId, DeviceCase> devices = new HashMap<>();
    private final Map<String, GroupCase> groups = new HashMap<>();
    private final Map<String, TreeSet<ClientId>> members = new HashMap<>();
    private final Map<String, Silence> silences = new LinkedHashMap<>();
    private List<BlindSource> blind = List.of();
    private Drops drops;
    private long failures;

    /**
     * @param drops the drops of the machine that uses this state
     * @param deadlines kept in sync with those of devices, cases and groups
     * @param told receives the events about incidents
     */
    MemoryState(Drops drops, DeadlineQueue deadlines, Consumer<Event> told) {
        this.drops = drops;
        this.deadlines = deadlines;
        this.told = told;
    }

    @Override
    public Presence presence(ClientId client) {
        Presence known = presences.get(client);
        return known == null ? Presence.unseen(client) : known;
    }

    /** All known devices. */
    Collection<Presence> presences() {
        return presences.values();
    }

    /** Sets the earlier state of a device; {@code false} if it is already known. */
    boolean putIfAbsent(Presence device) {
        if (presences.putIfAbsent(device.client(), device) != null) {
            return false;
        }
        deadlines.set(Deadline.DEVICE, device.client().value(), device.deadline());
        return true;
    }

    @Override
    public Verdict verdict(ClientId client) {
        return presence(client).state();
    }

    @Override
    public DeviceCase deviceCase(ClientId client) {
        DeviceCase known = devices.get(client);
        return known == null ? DeviceCase.none(client) : known;
    }

    @Override
    public GroupCase groupCase(String name) {
        GroupCase known = groups.get(name);
        return known == null ? GroupCase.none(name) : known;
    }

    @Override
    public List<ClientId> stormMembers(String group) {
        TreeSet<ClientId> known = members.get(group);
        return known == null ? List.of() : List.copyOf(known);
    }

    /** Sets a silence, or replaces the one with the same id. */
    void put(Silence silence) {
        silences.put(silence.id(), silence);
    }

    /** Deletes a silence, if there is one with this id. */
    void endSilence(String id) {
        silences.remove(id);
    }

    @Override
    public List<Silence> silences() {
        return List.copyOf(silences.values());
    }

    @Override
    public List<BlindSource> blind() {
        return blind;
    }

    /** Notes change no verdict and no incident, so a replay takes none and nothing is kept for them. */
    @Override
    public Optional<IncidentData> told(String incidentId) {
        return Optional.empty();
    }

    @Override
    public Drops drops() {
        return drops;
    }

    @Override
    public Backlog backlog() {
        return backlog;
    }

    /**
     * Forgets what an engine does not know after a restart.
     *
     * @param recalled the drops that it recalls
     */
    void restart(Drops recalled) {
        drops = recalled;
        backlog = new Backlog();
    }

    @Override
    public byte[] encode(Event event) {
        return NO_BODY;
    }

    @Override
    public void keep(Signal signal, Presence before, Step step) {
        Presence after = step.after();
        if (step.forgets()) {
            presences.remove(after.client());
            deadlines.set(Deadline.DEVICE, after.client().value(), Optional.empty());
            return;
        }
        // As in a store: an unchanged state is not written, so it does not bring back a dropped deadline.
        if (!step.events().isEmpty() || !after.equals(before)) {
            presences.put(after.client(), after);
            deadlines.set(Deadline.DEVICE, after.client().value(), after.deadline());
        }
    }

    @Override
    public void append(Event event, byte[] body) {}

    @Override
    public void keep(Optional<Event> cause, CaseChanges changes, Outcome outcome) {
        // Before anything is changed, as a store has to read each one to write it.
        outcome.events().forEach(event -> event.incident().orElseThrow());
        changes.blind().ifPresent(after -> blind = after);
        changes.devices().forEach(this::put);
        changes.groups().forEach(this::put);
        outcome.events().forEach(told);
    }

    private void put(DeviceCase after) {
        ClientId client = after.client();
        deviceCase(client).storm().ifPresent(group -> members.get(group).remove(client));
        after.storm().ifPresent(group -> members.computeIfAbsent(group, name -> new TreeSet<>())
                .add(client));
        if (after.isNone()) {
            devices.remove(client);
        } else {
            devices.put(client, after);
        }
        deadlines.set(Deadline.CASE, client.value(), after.deadline());
    }

    private void put(GroupCase after) {
        if (after.isNone()) {
            groups.remove(after.name());
        } else {
            groups.put(after.name(), after);
        }
        deadlines.set(Deadline.GROUP, after.name(), after.deadline());
    }

    @Override
    public void due(Deadline of, String name, Instant deadline) {}

    @Override
    public void dropDeadline(Deadline of, String name) {
        deadlines.drop(of, name);
    }

    /** The deadlines are set wherever a step keeps what they are of, so they never disagree. */
    @Override
    public void comesLater(Deadline of, String name) {}

    @Override
    public void sighted(Sight sight) {}

    @Override
    public void failed(Signal signal, String reason, Optional<Throwable> why) {
        failures++;
    }

    @Override
    public void failed(Undecided undecided, String reason, Throwable why) {
        failures++;
    }

    /** The number of failures of the rules. */
    long failures() {
        return failures;
    }
}
