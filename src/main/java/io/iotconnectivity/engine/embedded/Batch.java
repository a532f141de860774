package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.Rules;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of one transaction. It is thrown away with it, so that a second try begins from what is stored. */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final Tables tables;
    private final Rules rules;
    private final CloudEvents codec;
    private final Instant now;
    private final long firstSeq;
    private final Map<ClientId, Device> devices = new HashMap<>();
    private final List<Logged> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Map<Verdict, Long> countChanges = new EnumMap<>(Verdict.class);
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * @param lastSeq the number of the last event in the log
     */
    Batch(Tables tables, Rules rules, CloudEvents codec, Instant now, long lastSeq) {
        this.tables = tables;
        this.rules = rules;
        this.codec = codec;
        this.now = now;
        this.firstSeq = lastSeq + 1;
    }

    /**
     * Takes a signal in, unless it has been taken in before.
     *
     * @param key recognises it; empty if nothing does
     */
    void take(Signal signal, Optional<InboxKey> key) throws SQLException {
        if (key.isPresent() && !tables.remember(key.get(), now)) {
            outcomes.add(new Outcome(signal, "duplicate"));
            return;
        }
        step(device(signal.client()), signal);
    }

    /** Asks the machine again about devices whose deadline has come; {@code true} if there may be more. */
    boolean takeDue(int limit) throws SQLException {
        saveDevices();
        List<Tables.Device> due = tables.due(now, limit);
        for (Tables.Device row : due) {
            Device device = device(row);
            Optional<Instant> deadline = row.presence().deadline();
            if (deadline.isPresent()) {
                step(device, new Signal.TimerDue(row.presence().client(), deadline.get()));
            }
            if (device.presence.deadline().equals(deadline)) {
                // Asked once and not moved on: it must not be asked for ever.
                device.deadlineDropped = true;
            }
        }
        saveDevices();
        return due.size() == limit;
    }

    private void step(Device device, Signal signal) throws SQLException {
        Step step;
        List<byte[]> bodies = new ArrayList<>();
        try {
            step = rules.step(device.presence, signal, now);
            for (Event event : step.events()) {
                bodies.add(codec.write(event));
            }
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} keeps its state: the rules failed on {}", signal.client(), SignalKind.of(signal), e);
            bury(signal, "the rules failed on it: " + e);
            return;
        }
        for (int i = 0; i < bodies.size(); i++) {
            Event event = step.events().get(i);
            long seq = firstSeq + events.size();
            tables.append(seq, event, device.lastEvent, bodies.get(i));
            device.lastEvent = seq;
            events.add(new Logged(seq, event));
        }
        effects.addAll(step.effects());
        device.changed |= !bodies.isEmpty() || !step.after().equals(device.presence);
        device.presence = step.after();
        device.deadlineDropped = false;
        outcomes.add(new Outcome(signal, "accepted"));
    }

    /** Has an event delivered to one sink only, whether it wants it or not. It is no part of its device's history. */
    void address(String sink, Event event, byte[] body) throws SQLException {
        long seq = lastSeq() + 1;
        tables.sinks().address(seq, event, sink, body);
        events.add(new Logged(seq, event, Optional.of(sink)));
    }

    /** Keeps a signal as a dead letter, since it cannot be taken in. */
    void bury(Signal signal, String reason) throws SQLException {
        tables.buryUnprocessed(SignalKind.of(signal), signal.client(), signal.toString(), reason, now);
        outcomes.add(new Outcome(signal, "failed"));
    }

    /** Writes what the steps left; to be called before the commit. */
    void saveDevices() throws SQLException {
        for (Device device : devices.values()) {
            if (device.changed) {
                tables.save(device.presence, device.lastEvent);
                if (device.countedAs != device.presence.state()) {
                    if (device.countedAs != null) {
                        countChanges.merge(device.countedAs, -1L, Long::sum);
                    }
                    countChanges.merge(device.presence.state(), 1L, Long::sum);
                    device.countedAs = device.presence.state();
                }
                device.changed = false;
            }
            if (device.deadlineDropped) {
                tables.dropDeadline(device.presence.client());
                device.deadlineDropped = false;
            }
        }
    }

    private Device device(ClientId client) throws SQLException {
        Device known = devices.get(client);
        if (known == null) {
            known = tables.device(client).map(Device::new).orElseGet(() -> new Device(client));
            devices.put(client, known);
        }
        return known;
    }

    private Device device(Tables.Device row) {
        return devices.computeIfAbsent(row.presence().client(), client -> new Device(row));
    }

    Tables tables() {
        return tables;
    }

    Instant now() {
        return now;
    }

    List<Logged> events() {
        return events;
    }

    /** What the steps ask for. */
    List<Effect> effects() {
        return effects;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    /** By how much the number of devices with each verdict changes. */
    Map<Verdict, Long> countChanges() {
        return countChanges;
    }

    /** The number of the last event in the log, this batch's included. */
    long lastSeq() {
        return firstSeq + events.size() - 1;
    }

    /** What became of a signal: {@code accepted}, {@code duplicate} or {@code failed}. */
    record Outcome(Signal signal, String result) {}

    private static final class Device {
        Presence presence;
        /** The verdict that it counts under in the store; null while it has no row. */
        Verdict countedAs;

        boolean changed;
        boolean deadlineDropped;

        long lastEvent;

        Device(ClientId unseen) {
            presence = Presence.unseen(unseen);
        }

        Device(Tables.Device row) {
            presence = row.presence();
            countedAs = presence.state();
            lastEvent = row.lastEvent();
        }
    }
}
