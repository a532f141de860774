package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.StateUnavailable;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.view.ListedDevice;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The steps of one transaction: finds what is new and what is due, and has the decider take it in. It is thrown away with the
 * transaction, so that a second try begins from what is stored.
 */
final class Batch {
    /** What may become of a signal. */
    static final List<String> RESULTS = List.of("accepted", "duplicate", "failed");

    private final Tables tables;
    private final Decider decider;
    private final IncidentMemory memory;
    private final Instant now;
    private final NewEvents events;
    private final DeviceRows devices;
    private final SqliteState state;

    /**
     * @param incidents finds the groups of devices
     * @param memory as the batch before has left it
     * @param lastSeq the number of the last event in the log
     * @param traced whether traces are to go on
     */
    Batch(
            Tables tables,
            Decider decider,
            IncidentRules incidents,
            IncidentMemory memory,
            CloudEvents codec,
            Instant now,
            long lastSeq,
            boolean traced) {
        this.tables = tables;
        this.decider = decider;
        this.memory = memory;
        this.now = now;
        this.events = new NewEvents(tables, lastSeq, traced);
        this.devices = new DeviceRows(tables, incidents::group);
        this.state = new SqliteState(tables, memory, codec, now, devices, events);
    }

    /**
     * Takes a signal in, unless it has been taken in before.
     *
     * @param key recognises it; empty if nothing does
     * @param trace that it belongs to, as a traceparent
     */
    void take(Signal signal, Optional<InboxKey> key, Optional<String> trace) throws SQLException {
        if (key.isPresent() && !tables.remember(key.get(), now)) {
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

    /** Asks the rules again about devices, cases and groups whose deadline has come; at most so many of each. */
    void takeDue(int limit) throws SQLException {
        save();
        events.followFrom(NewEvents.Cause.BEFORE);
        try {
            for (Tables.Device row : tables.due(now, limit)) {
                decider.deviceDue(devices.of(row).client(), state, now);
            }
            save();
            for (Tables.Device row : tables.dueCases(now, limit)) {
                decider.caseDue(devices.of(row).client(), state, now);
            }
            save();
            for (String group : tables.incidents().dueGroups(now, limit)) {
                decider.groupDue(group, state, now);
            }
        } catch (StateUnavailable e) {
            throw state.failure();
        }
        save();
    }

    /** Has the group of a device found and written anew. */
    void regroup(ClientId client) throws SQLException {
        DeviceRows.Device device = devices.of(client);
        if (device.isSeen()) {
            device.touch();
        }
    }

    /** Looks again at a device whose row somebody could not read, and has it written anew. */
    void mend(String clientId) throws SQLException {
        Optional<ClientId> client = Tables.clientId(clientId);
        if (client.isEmpty()) {
            tables.removeStray(clientId);
            return;
        }
        DeviceRows.Device device = devices.of(client.get());
        if (device.isSeen()) {
            device.incidentCase();
            device.touch();
        }
    }

    /** Has an event delivered to one sink only, whether it wants it or not. It is no part of its device's history. */
    void address(String sink, Event event, byte[] body) throws SQLException {
        events.address(event, sink, body);
    }

    /** Keeps a signal as a dead letter, since it cannot be taken in. */
    void bury(Signal signal, String reason) throws SQLException {
        state.bury(signal, reason);
    }

    /** A source of ours is blind, or sees again. */
    void take(Sight sight) throws SQLException {
        events.followFrom(NewEvents.Cause.BEFORE);
        try {
            decider.sighted(sight, state, now);
        } catch (StateUnavailable e) {
            throw state.failure();
        }
    }

    /**
     * Sets a silence, or replaces it.
     *
     * @return why it was not set
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

    /** Ends a silence now; {@code false} if there is none of this id that has not ended. */
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
            // It never held, so there is nothing to look back on.
            tables.incidents().deleteSilence(id);
        }
        memory.silences(tables.incidents().silences(now));
        state.story().add(new Committed.Unsilenced(id));
        return true;
    }

    /** Writes what the steps left; to be called before the commit. */
    void save() throws SQLException {
        tables.keepDamaged(now);
        state.save();
    }

    Tables tables() {
        return tables;
    }

    Instant now() {
        return now;
    }

    List<Logged> events() {
        return events.all();
    }

    /** What the steps ask for. */
    List<Effect> effects() {
        return state.effects();
    }

    /** What became of the signals. */
    List<Taken> taken() {
        return state.taken();
    }

    /** Which verdicts have changed. */
    List<Change> changes() {
        return state.changes();
    }

    /** What a record of it needs to know. */
    Committed story() {
        return new Committed(now, state.story());
    }

    /** The devices whose rows were written, in that order. */
    List<ListedDevice> written() {
        return devices.written();
    }

    /** The number of the last event in the log, this batch's included. */
    long lastSeq() {
        return events.lastSeq();
    }

    /** A verdict that has become another one. */
    record Change(Verdict from, Verdict to) {}

    /** What became of a signal: {@code accepted}, {@code duplicate} or {@code failed}. */
    record Taken(Signal signal, String result) {}
}
