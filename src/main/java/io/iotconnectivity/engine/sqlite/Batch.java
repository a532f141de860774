package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.StateUnavailable;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The steps of one transaction: picks out what is new and what is due, and has the decider process it. Discarded
 * together with the transaction, so that a retry starts from what is stored.
 */
final class Batch {
    /** The possible outcomes of a signal. */
    static final List<String> RESULTS = List.of("accepted", "duplicate", "failed");

    private final Tables tables;
    private final Decider decider;
    private final IncidentMemory memory;
    private final Instant now;
    private final NewEvents events;
    private final DeviceRows devices;
    private final SqliteState state;

    /**
     * @param index the devices as the previous batch left them
     * @param incidents finds the groups of devices
     * @param memory as the previous batch left it
     * @param backlog as the previous batch left it
     * @param lastSeq the sequence number of the last event in the log
     * @param traced whether traces are continued
     */
    Batch(
            Tables tables,
            DeviceIndex index,
            PresenceCodec presences,
            Decider decider,
            IncidentRules incidents,
            IncidentMemory memory,
            Backlog backlog,
            CloudEvents json,
            EventCodec codec,
            Instant now,
            long lastSeq,
            boolean traced) {
        this.tables = tables;
        this.decider = decider;
        this.memory = memory;
        this.now = now;
        this.events = new NewEvents(tables, lastSeq, traced);
        LostCases lost = new LostCases(tables.incidents(), incidents, now);
        this.devices = new DeviceRows(index, tables.devices(), presences, tables.cases(), incidents::group, lost);
        this.state = new SqliteState(tables, memory, backlog, json, codec, now, devices, lost, events);
    }

    /**
     * Takes in a signal, unless it has been taken in before.
     *
     * @param key identifies the signal; empty if nothing does
     * @param trace the trace it belongs to, as a traceparent
     */
    void take(Signal signal, Optional<InboxKey> key, Optional<String> trace) throws SQLException {
        if (key.isPresent() && !tables.inbox().add(key.get(), now)) {
            state.taken().add(new Taken(signal, "duplicate"));
            return;
        }
        events.followFrom(signal.kind().followsFromEarlier() ? NewEvents.Cause.BEFORE : NewEvents.Cause.of(trace));
        try {
            decider.take(signal, state, now);
        } catch (StateUnavailable e) {
            throw state.failure();
        }
    }

    /** Runs the rules again for devices, cases and groups whose deadline has passed; at most {@code limit} of each. */
    void takeDue(int limit) throws SQLException {
        events.followFrom(NewEvents.Cause.BEFORE);
        try {
            for (ClientId client : devices.due(now, limit)) {
                decider.deviceDue(client, state, now);
            }
            for (ClientId client : devices.dueCases(now, limit)) {
                decider.caseDue(client, state, now);
            }
            state.saveIncidents();
            for (String group : tables.incidents().dueGroups(now, limit)) {
                decider.groupDue(group, state, now);
            }
        } catch (StateUnavailable e) {
            throw state.failure();
        }
    }

    /** Looks up a device's group again and rewrites its row. */
    void regroup(ClientId client) {
        DeviceRows.Device device = devices.of(client);
        if (device.isSeen()) {
            device.rewrite();
        }
    }

    /** Sets aside what could not be read of a device's row at startup, and rewrites the row. */
    void mend(String clientId, StoredDevices stored) throws SQLException {
        Optional<ClientId> client = StoredDevices.clientId(clientId);
        if (client.isEmpty()) {
            tables.devices().removeStray(clientId);
            return;
        }
        Optional<StoredDevices.Row> row = tables.devices().look(client.get(), stored);
        if (row.isPresent()) {
            devices.mend(client.get(), row.get());
        }
    }

    /**
     * Queues an event for one sink only, whether or not it subscribes to it. The event is not part of its device's
     * history.
     */
    void address(String sink, Event event) throws SQLException {
        events.address(event, sink, state.encode(event));
    }

    /** Appends an event that is about neither a device nor an incident, and so is part of no history. */
    void append(Event event) throws SQLException {
        events.followFrom(NewEvents.Cause.NONE);
        events.append(event, 0, state.encode(event));
    }

    /** Keeps a signal that cannot be processed as a dead letter. */
    void bury(Signal signal, String reason) throws SQLException {
        state.bury(signal, reason);
    }

    /** Records that one of our own sources has gone blind, or can see again. */
    void take(Sight sight) throws SQLException {
        events.followFrom(NewEvents.Cause.BEFORE);
        try {
            decider.sighted(sight, state, now);
        } catch (StateUnavailable e) {
            throw state.failure();
        }
    }

    /** It was measured how a class of devices does against its objective for availability. */
    void take(SloReading reading) throws SQLException {
        events.followFrom(NewEvents.Cause.BEFORE);
        try {
            decider.measured(reading, state, now);
        } catch (StateUnavailable e) {
            throw state.failure();
        }
    }

    /**
     * Creates or replaces a silence.
     *
     * @return why it was rejected; empty if it was not
     */
    Optional<String> set(Silence silence) throws SQLException {
        StoredSilences known = memory.silences().at(now);
        Optional<String> refusal = known.refusal(silence);
        if (refusal.isEmpty()) {
            tables.incidents().save(silence);
            tables.incidents().forgetEndedSilences(now);
            state.story().add(new Committed.Silenced(silence));
            memory.silences(known.with(silence));
        }
        return refusal;
    }

    /** Ends a silence now; {@code false} if no active silence has this id. */
    boolean endSilence(String id) throws SQLException {
        StoredSilences known = tables.incidents().silence(id);
        Optional<Silence> holding = known.holding().stream()
                .filter(silence -> silence.until().isAfter(now))
                .findFirst();
        if (holding.isEmpty()
                && known.off().stream().noneMatch(silence -> silence.until().isAfter(now))) {
            return false;
        }
        if (holding.filter(silence -> silence.from().isBefore(now)).isPresent()) {
            tables.incidents().save(holding.get().until(now));
        } else {
            // It never took effect, so there is nothing to look back on.
            tables.incidents().deleteSilence(id);
        }
        memory.silences(tables.incidents().silences(now));
        state.story().add(new Committed.Unsilenced(id));
        return true;
    }

    /** Adds a note to an incident; {@code false} if it is not open. */
    boolean note(String incidentId, Note note) throws SQLException {
        events.followFrom(NewEvents.Cause.BEFORE);
        try {
            return decider.noted(incidentId, note, state, now);
        } catch (StateUnavailable e) {
            throw state.failure();
        }
    }

    /** Adds to an incident what its devices have in common; {@code false} if it is not open. */
    boolean compared(String incidentId, Optional<Common> common) throws SQLException {
        events.followFrom(NewEvents.Cause.BEFORE);
        try {
            return decider.compared(incidentId, common, state, now);
        } catch (StateUnavailable e) {
            throw state.failure();
        }
    }

    /** Writes what the steps have changed; call before the commit. */
    void save() throws SQLException {
        tables.keepDamaged(now);
        state.save();
        tables.events().save();
        tables.decisions().save();
        tables.inbox().save(now);
    }

    Tables tables() {
        return tables;
    }

    /** The devices that the batch works on. */
    DeviceRows rows() {
        return devices;
    }

    /** The events that the batch appends. */
    NewEvents log() {
        return events;
    }

    Instant now() {
        return now;
    }

    List<Logged> events() {
        return events.all();
    }

    /** The effects that the steps ask for. */
    List<Effect> effects() {
        return state.effects();
    }

    /** The outcome of each signal. */
    List<Taken> taken() {
        return state.taken();
    }

    /** The verdicts that have changed. */
    List<Change> changes() {
        return state.changes();
    }

    /** What a recording needs to know of this batch. */
    Committed story() {
        return new Committed(now, state.story());
    }

    /** The devices whose in-memory state changes once this batch is committed. */
    Collection<HeldDevice> devices() {
        return devices.changed();
    }

    /** The devices of which nothing is held once this batch is committed. */
    Collection<String> forgotten() {
        return devices.forgotten();
    }

    /** The sequence number of the last event in the log, including this batch. */
    long lastSeq() {
        return events.lastSeq();
    }

    /** A verdict that changed. */
    record Change(Verdict from, Verdict to) {}

    /** The outcome of a signal: {@code accepted}, {@code duplicate} or {@code failed}. */
    record Taken(Signal signal, String result) {}
}
