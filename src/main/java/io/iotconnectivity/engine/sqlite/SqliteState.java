package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.decide.CaseChanges;
import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.decide.State;
import io.iotconnectivity.decide.StateUnavailable;
import io.iotconnectivity.decide.Undecided;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.codec.DecisionCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.signal.Signal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state as one transaction reads and changes it. Devices, cases and groups are changed in memory and written
 * before the commit; events, decisions and dead letters are written at once.
 */
final class SqliteState implements State {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteState.class);

    private final Tables tables;
    private final IncidentMemory memory;
    private final Backlog backlog;
    private final CloudEvents json;
    private final EventCodec codec;
    private final DecisionCodec decisions = new DecisionCodec();
    private final Instant now;
    private final DeviceRows devices;
    private final IncidentRows incidents;
    private final NewEvents events;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Batch.Taken> taken = new ArrayList<>();
    private final List<Batch.Change> changes = new ArrayList<>();
    private final List<Committed.Item> story = new ArrayList<>();
    /** The first failure of the store; null while there is none. */
    private SQLException failure;

    SqliteState(
            Tables tables,
            IncidentMemory memory,
            Backlog backlog,
            CloudEvents json,
            EventCodec codec,
            Instant now,
            DeviceRows devices,
            LostCases lost,
            NewEvents events) {
        this.tables = tables;
        this.memory = memory;
        this.backlog = backlog;
        this.json = json;
        this.codec = codec;
        this.now = now;
        this.devices = devices;
        this.incidents =
                new IncidentRows(tables, lost, group -> stormMembers(group).size());
        this.events = events;
    }

    @Override
    public Presence presence(ClientId client) {
        return devices.of(client).presence();
    }

    @Override
    public Verdict verdict(ClientId client) {
        return devices.verdict(client);
    }

    @Override
    public DeviceCase deviceCase(ClientId client) {
        return devices.of(client).incidentCase();
    }

    @Override
    public GroupCase groupCase(String name) {
        try {
            return incidents.group(name).held();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    @Override
    public List<ClientId> stormMembers(String group) {
        return devices.stormMembers(group);
    }

    @Override
    public List<Silence> silences() {
        return memory.silences().holding();
    }

    @Override
    public List<BlindSource> blind() {
        return memory.blind();
    }

    @Override
    public Optional<IncidentData> told(String incidentId) {
        try {
            return incidents.incident(incidentId).told();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    @Override
    public Drops drops() {
        return memory.drops();
    }

    @Override
    public Backlog backlog() {
        return backlog;
    }

    @Override
    public byte[] encode(Event event) {
        return codec.write(event);
    }

    @Override
    public void keep(Signal signal, Presence before, Step step) {
        Presence after = step.after();
        if (after.state() != before.state()) {
            changes.add(new Batch.Change(before.state(), after.state()));
        }
        if (step.forgets()) {
            devices.of(signal.client()).forget();
        } else {
            devices.of(signal.client()).presence(after, !step.events().isEmpty());
        }
        effects.addAll(step.effects());
        taken.add(new Batch.Taken(signal, "accepted"));
        if (signal.kind().isRecorded()) {
            story.add(new Committed.Heard(signal));
        }
    }

    @Override
    public void append(Event event, byte[] body) {
        try {
            DeviceRows.Device device = devices.of(new ClientId(event.subject()));
            device.lastEvent(events.append(event, device.lastEvent(), body));
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void keep(Optional<Event> cause, CaseChanges replaced, Outcome outcome) {
        Ready ready = ready(replaced, outcome);
        NewEvents.Cause before = events.cause();
        if (cause.isPresent()) {
            events.followFrom(events.lastEvent());
        }
        try {
            write(ready);
        } catch (SQLException e) {
            throw unavailable(e);
        } finally {
            events.followFrom(before);
        }
    }

    /** Everything that can fail without the store being at fault. */
    private Ready ready(CaseChanges replaced, Outcome outcome) {
        List<ReadyCase<DeviceCase>> deviceCases = new ArrayList<>();
        for (DeviceCase after : replaced.devices()) {
            if (!devices.of(after.client()).isSeen()) {
                throw new IllegalArgumentException(after.client() + " has never been heard of, so it has no case");
            }
            deviceCases.add(new ReadyCase<>(
                    after, after.isNone() ? null : tables.cases().write(after)));
        }
        List<ReadyCase<GroupCase>> groupCases = new ArrayList<>();
        for (GroupCase after : replaced.groups()) {
            groupCases.add(new ReadyCase<>(
                    after, after.isNone() ? null : tables.cases().write(after)));
        }
        List<Told> told = new ArrayList<>();
        for (Event event : outcome.events()) {
            IncidentData incident = event.incident().orElseThrow();
            told.add(
                    new Told(event, codec.write(event), incident, tables.cases().write(incident)));
        }
        List<Decided> decided = new ArrayList<>();
        for (Decision decision : outcome.decisions()) {
            if (!devices.of(decision.client()).isSeen()) {
                throw new IllegalArgumentException(
                        decision.client() + " has never been heard of, so nothing is decided about it");
            }
            decided.add(new Decided(decision, decisions.write(decision)));
        }
        return new Ready(deviceCases, groupCases, replaced.blind(), told, decided);
    }

    private void write(Ready ready) throws SQLException {
        if (ready.blind().isPresent()) {
            tables.incidents().saveBlind(ready.blind().get());
            memory.blind(ready.blind().get());
        }
        for (ReadyCase<DeviceCase> after : ready.devices()) {
            devices.of(after.held().client()).incidentCase(after.held(), after.json());
        }
        for (ReadyCase<GroupCase> after : ready.groups()) {
            incidents.group(after.held().name()).held(after.held(), after.json());
        }
        for (Told each : ready.told()) {
            IncidentRows.Incident row = incidents.incident(each.incident().incidentId());
            long seq = events.append(each.event(), row.lastEvent(), each.body());
            row.latest(each.incident(), each.json(), seq);
            story.add(new Committed.Told(each.event()));
        }
        for (Decided each : ready.decided()) {
            DeviceRows.Device device = devices.of(each.decision().client());
            device.lastDecision(tables.decisions()
                    .append(each.body(), device.lastDecision(), each.decision().at()));
            tables.counts().decided(each.decision().what());
        }
    }

    /** A step of the incident machine, ready to be written. */
    private record Ready(
            List<ReadyCase<DeviceCase>> devices,
            List<ReadyCase<GroupCase>> groups,
            Optional<List<BlindSource>> blind,
            List<Told> told,
            List<Decided> decided) {}

    /** A case and its encoded form; null if nothing is kept. */
    private record ReadyCase<T>(T held, byte[] json) {}

    /** A decision, also encoded. */
    private record Decided(Decision decision, byte[] body) {}

    /** An event of an incident and the incident, both also encoded. */
    private record Told(Event event, byte[] body, IncidentData incident, byte[] json) {}

    @Override
    public void due(Deadline of, String name, Instant deadline) {
        story.add(new Committed.Due(of, name, deadline));
    }

    @Override
    public void dropDeadline(Deadline of, String name) {
        switch (of) {
            case DEVICE -> devices.of(new ClientId(name)).dropDeadline();
            case CASE -> devices.of(new ClientId(name)).dropCaseDeadline();
            case GROUP -> {
                try {
                    incidents.dropDeadline(name);
                } catch (SQLException e) {
                    throw unavailable(e);
                }
            }
        }
    }

    /**
     * A group's row that no step has changed contradicts itself, for example after a manual edit. The deadlines of
     * devices are derived from their state, so theirs never do.
     */
    @Override
    public void comesLater(Deadline of, String name) {
        if (of == Deadline.GROUP && rewriteGroup(name)) {
            tables.counts().mended("incident_group " + Printable.of(name));
        }
    }

    private boolean rewriteGroup(String name) {
        try {
            IncidentRows.Group group = incidents.group(name);
            return group.rewrite(tables.cases().write(group.held()));
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void sighted(Sight sight) {
        story.add(new Committed.Sighted(sight));
    }

    @Override
    public void measured(SloReading reading) {
        story.add(new Committed.Measured(reading));
    }

    @Override
    public void failed(Signal signal, String reason, Optional<Throwable> why) {
        LOG.error(
                "{} keeps its state, because a signal ({}) could not be processed: {}",
                signal.client(),
                signal.kind().word(),
                Printable.of(reason),
                why.orElse(null));
        try {
            bury(signal, reason);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Keeps a signal that cannot be processed as a dead letter. */
    void bury(Signal signal, String reason) throws SQLException {
        tables.buryUnprocessed(signal.kind().word(), signal.client(), signal.toString(), reason, now);
        taken.add(new Batch.Taken(signal, "failed"));
    }

    @Override
    public void failed(Undecided undecided, String reason, Throwable why) {
        Optional<String> client = undecided.client().map(ClientId::value);
        LOG.error(
                "{}: no incident begins or ends, because the rules failed on {}",
                Printable.of(client.orElse("no device")),
                Printable.of(undecided.what()),
                why);
        byte[] payload = undecided.event().map(json::write).orElseGet(() -> undecided
                .what()
                .getBytes(StandardCharsets.UTF_8));
        try {
            tables.buryUndecided(client, undecided.event().map(Event::id), payload, reason, now);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private StateUnavailable unavailable(SQLException e) {
        if (failure == null) {
            failure = e;
        }
        return new StateUnavailable(e);
    }

    /** The store's own failure behind a {@link StateUnavailable}. */
    SQLException failure() {
        return failure;
    }

    /**
     * Writes what the steps have changed.
     *
     * @throws SQLException also if the store failed earlier, however that was handled
     */
    void save() throws SQLException {
        saveIncidents();
        devices.save();
    }

    /** Like {@link #save}, for groups and incidents only. */
    void saveIncidents() throws SQLException {
        if (failure != null) {
            throw failure;
        }
        incidents.save();
    }

    /** The effects that the steps ask for. */
    List<Effect> effects() {
        return effects;
    }

    /** The outcome of each signal. */
    List<Batch.Taken> taken() {
        return taken;
    }

    /** The verdicts that have changed. */
    List<Batch.Change> changes() {
        return changes;
    }

    /** What a recording needs to know, in order. */
    List<Committed.Item> story() {
        return story;
    }
}
