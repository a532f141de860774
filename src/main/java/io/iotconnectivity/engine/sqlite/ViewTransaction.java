package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.DecisionCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one transaction adds to a view. A record that cannot be decoded adds nothing. */
public final class ViewTransaction {
    /** When a silence ends whose end cannot be read: never, for our purposes; it is listed as one that is off. */
    private static final Instant NO_END = Instant.parse("2100-01-01T00:00:00Z");

    private final Batch batch;
    private final ViewTables tables;
    private final CloudEvents json;
    private final EventCodec events;
    private final DecisionCodec decisions = new DecisionCodec();
    /** When AWS dated the latest signal of any device. */
    private Instant latest = Instant.MIN;

    ViewTransaction(Batch batch, ViewTables tables, CloudEvents json, EventCodec events) {
        this.batch = batch;
        this.tables = tables;
        this.json = json;
        this.events = events;
    }

    /**
     * Adds a device, or replaces its state.
     *
     * @param encoded the presence as its codec wrote it
     * @param lastHeard when AWS dated the latest of its signals
     */
    public void device(Presence presence, byte[] encoded, Optional<Instant> lastHeard) throws SQLException {
        DeviceRows.Device device = batch.rows().of(presence.client());
        if (!device.isSeen()) {
            ViewTables.Early early = tables.takeEarly(presence.client().value());
            device.lastEvent(early.lastEvent());
            device.lastDecision(early.lastDecision());
        }
        device.presence(presence, encoded);
        // Whoever decides about the device keeps its deadline.
        device.dropDeadline();
        if (lastHeard.filter(heard -> heard.isAfter(latest)).isPresent()) {
            latest = lastHeard.get();
        }
    }

    /** Removes a device that is held no more. */
    public void forgotten(ClientId client) throws SQLException {
        tables.takeEarly(client.value());
        batch.rows().of(client).forget();
    }

    /**
     * Appends an event to the log.
     *
     * @param encoded as its codec wrote it
     * @param addressee the only sink that it is for
     * @param trace the traceparent of its trace
     * @throws MalformedRecord if it cannot be decoded
     */
    public void event(byte[] encoded, Optional<String> addressee, Optional<String> trace) throws SQLException {
        Event event = events.read(encoded);
        if (addressee.isPresent()) {
            batch.log().address(event, addressee.get(), encoded);
            return;
        }
        batch.log().followFrom(NewEvents.Cause.of(trace));
        if (event.report().isPresent()) {
            batch.log().append(event, 0, encoded);
            return;
        }
        Optional<IncidentData> incident = event.incident();
        if (incident.isPresent()) {
            batch.log().append(event, 0, encoded);
            tables.save(incident.get(), cases().write(incident.get()));
            return;
        }
        ClientId client = new ClientId(event.subject());
        DeviceRows.Device device = batch.rows().of(client);
        if (device.isSeen()) {
            device.lastEvent(batch.log().append(event, device.lastEvent(), encoded));
        } else {
            ViewTables.Early early = tables.takeEarly(client.value());
            long seq = batch.log().append(event, early.lastEvent(), encoded);
            if (event.type() == EventType.DEVICE_FORGOTTEN) {
                // Its state was read first; nothing more of it is to come.
                return;
            }
            tables.saveEarly(client.value(), new ViewTables.Early(seq, early.lastDecision()));
        }
    }

    /**
     * Adds an open incident, unless a later state of it is known.
     *
     * @param event the latest event about it, as its codec wrote it
     * @throws MalformedRecord if it cannot be decoded, or is about no incident
     */
    public void open(byte[] event) throws SQLException {
        IncidentData incident =
                events.read(event).incident().orElseThrow(() -> new MalformedRecord("it is about no incident"));
        tables.save(incident, cases().write(incident));
    }

    /** Appends a decision. */
    public void decision(Decision decision) throws SQLException {
        byte[] encoded = decisions.write(decision);
        ClientId client = decision.client();
        DeviceRows.Device device = batch.rows().of(client);
        if (device.isSeen()) {
            device.lastDecision(append(encoded, device.lastDecision(), decision.at()));
        } else {
            ViewTables.Early early = tables.takeEarly(client.value());
            long number = append(encoded, early.lastDecision(), decision.at());
            tables.saveEarly(client.value(), new ViewTables.Early(early.lastEvent(), number));
        }
    }

    private long append(byte[] decision, long previous, Instant at) throws SQLException {
        return batch.tables().decisions().append(decision, previous, at);
    }

    /** Adds the result of a delivery. */
    public void sent(Sent sent) throws SQLException {
        batch.tables().sinks().note(sent);
    }

    /**
     * Adds a dead letter.
     *
     * @param number its position, the same in every view and greater than all before it; at least 1
     */
    public void letter(long number, Letter letter) throws SQLException {
        batch.tables().bury(number, new LetterForm(json, events).readable(letter));
    }

    /** Removes dead letters that were replayed; those that are not there are none any more. */
    public void lettersGone(List<Long> numbers) throws SQLException {
        for (long number : numbers) {
            DeadLetters.delete(batch.tables().connection(), number);
        }
    }

    /** Replaces the reason of a dead letter, if it is there. */
    public void letterRefused(long number, String reason) throws SQLException {
        DeadLetters.changeReason(batch.tables().connection(), number, reason);
    }

    /** Removes the dead letters of a sink that was forgotten. */
    public void sinkForgotten(String sink) throws SQLException {
        try (PreparedStatement delete = batch.tables()
                .connection()
                .prepareStatement("DELETE FROM dead_letter WHERE direction = 'out' AND origin = ?")) {
            delete.setString(1, sink);
            delete.executeUpdate();
        }
    }

    /**
     * Adds a silence, or replaces the one with its id.
     *
     * @param body as its codec wrote it, valid or not
     */
    public void silence(String id, byte[] body) throws SQLException {
        Instant until;
        try {
            until = cases().silence(body).until().orElse(NO_END);
        } catch (RuntimeException unreadable) {
            until = NO_END;
        }
        batch.tables().incidents().saveSilence(id, until, body);
    }

    /** Removes a silence that was ended. */
    public void silenceEnded(String id) throws SQLException {
        batch.tables().incidents().deleteSilence(id);
    }

    /** Removes all silences: those that there are will be added again. */
    public void noSilences() throws SQLException {
        batch.tables().incidents().deleteSilences();
    }

    /**
     * Notes how far a partition has been read.
     *
     * @param offset of the first record that has not been added
     */
    public void next(ViewPartition partition, long offset) throws SQLException {
        tables.save(partition, offset);
    }

    /** Notes what follows from all of it; call it last. */
    void end() throws SQLException {
        if (latest.isAfter(Instant.MIN)) {
            // A device's clock may be fast.
            Inbox.takenIn(batch.tables().connection(), latest.isAfter(batch.now()) ? batch.now() : latest);
        }
        tables.saveLast(batch.lastSeq());
    }

    private CaseCodec cases() {
        return batch.tables().cases();
    }
}
