package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.view.ListedDevice;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of one transaction. It is thrown away with it, so that a second try begins from what is stored. */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    /** So often the two kinds of rules may answer each other; once is what they need. */
    private static final int MOST_ROUNDS = 4;

    /** What may become of a signal. */
    static final List<String> RESULTS = List.of("accepted", "duplicate", "failed");

    private final Tables tables;
    private final Rules rules;
    private final IncidentMemory memory;
    private final CloudEvents codec;
    private final Instant now;
    private final NewEvents events;
    private final DeviceRows devices;
    private final IncidentSteps incidents;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Committed.Item> story = new ArrayList<>();

    /**
     * @param memory as the batch before has left it
     * @param lastSeq the number of the last event in the log
     * @param traced whether traces are to go on
     */
    Batch(
            Tables tables,
            Rules rules,
            IncidentRules incidentRules,
            IncidentMemory memory,
            CloudEvents codec,
            Instant now,
            long lastSeq,
            boolean traced) {
        this.tables = tables;
        this.rules = rules;
        this.memory = memory;
        this.codec = codec;
        this.now = now;
        this.events = new NewEvents(tables, lastSeq, traced);
        this.devices = new DeviceRows(tables, incidentRules::group);
        this.incidents = new IncidentSteps(tables, incidentRules, memory, codec, now, devices, events, story);
    }

    /**
     * Takes a signal in, unless it has been taken in before.
     *
     * @param key recognises it; empty if nothing does
     * @param trace that it belongs to, as a traceparent
     */
    void take(Signal signal, Optional<InboxKey> key, Optional<String> trace) throws SQLException {
        if (key.isPresent() && !tables.remember(key.get(), now)) {
            taken.add(new Taken(signal, "duplicate"));
            return;
        }
        events.followFrom(SignalKind.isAnswer(signal) ? NewEvents.Cause.BEFORE : NewEvents.Cause.of(trace));
        step(devices.of(signal.client()), signal, 1);
    }

    /** Asks the rules again about devices, cases and groups whose deadline has come; at most so many of each. */
    void takeDue(int limit) throws SQLException {
        save();
        events.followFrom(NewEvents.Cause.BEFORE);
        for (Tables.Device row : tables.due(now, limit)) {
            DeviceRows.Device device = devices.of(row);
            Optional<Instant> deadline = row.presence().deadline();
            if (deadline.isPresent()) {
                story.add(new Committed.Due(Committed.Of.DEVICE, device.client().value(), deadline.get()));
                step(device, new Signal.TimerDue(device.client(), deadline.get()), 1);
            }
            device.asked(deadline);
        }
        save();
        for (Tables.Device row : tables.dueCases(now, limit)) {
            tell(incidents.due(devices.of(row)), 1);
        }
        save();
        for (String group : tables.incidents().dueGroups(now, limit)) {
            tell(incidents.due(group), 1);
        }
        save();
    }

    private void step(DeviceRows.Device device, Signal signal, int round) throws SQLException {
        Step step;
        List<Event> made = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        try {
            step = rules.step(device.presence(), signal, now);
            for (Event event : step.events()) {
                Event told = BlindSource.marked(event, memory.blind());
                made.add(told);
                bodies.add(codec.write(told));
            }
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} keeps its state: the rules failed on {}", signal.client(), SignalKind.of(signal), e);
            bury(signal, "the rules failed on it: " + e);
            return;
        }
        Verdict before = device.presence().state();
        if (step.after().state() != before) {
            changes.add(new Change(before, step.after().state()));
        }
        device.presence(step.after(), !bodies.isEmpty());
        effects.addAll(step.effects());
        taken.add(new Taken(signal, "accepted"));
        if (!(signal instanceof Signal.TimerDue) && !(signal instanceof Signal.Marked)) {
            story.add(new Committed.Heard(signal));
        }
        List<Signal> answers = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            Event event = made.get(i);
            device.lastEvent(events.append(event, device.lastEvent(), bodies.get(i)));
            NewEvents.Cause cause = events.followFrom(events.lastEvent());
            answers.addAll(incidents.on(event, bodies.get(i)));
            events.followFrom(cause);
        }
        tell(answers, round);
    }

    /** Takes in what the rules about incidents have made of a step. */
    private void tell(List<Signal> answers, int round) throws SQLException {
        for (Signal signal : answers) {
            if (round < MOST_ROUNDS) {
                step(devices.of(signal.client()), signal, round + 1);
            } else {
                LOG.error("{} keeps its state: the rules answer each other without end", signal.client());
                bury(signal, "the rules answer each other without end");
            }
        }
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
        tables.buryUnprocessed(SignalKind.of(signal), signal.client(), signal.toString(), reason, now);
        taken.add(new Taken(signal, "failed"));
    }

    /** A source of ours is blind, or sees again. */
    void take(Sight sight) throws SQLException {
        events.followFrom(NewEvents.Cause.BEFORE);
        tell(incidents.sighted(sight), 1);
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
            story.add(new Committed.Silenced(silence));
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
        story.add(new Committed.Unsilenced(id));
        return true;
    }

    /** Writes what the steps left; to be called before the commit. */
    void save() throws SQLException {
        tables.keepDamaged(now);
        devices.save();
        incidents.save();
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
        return effects;
    }

    /** What became of the signals. */
    List<Taken> taken() {
        return taken;
    }

    /** Which verdicts have changed. */
    List<Change> changes() {
        return changes;
    }

    /** What a record of it needs to know. */
    Committed story() {
        return new Committed(now, story);
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
