package io.iotconnectivity.engine.sqlite;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the outcomes of events at sinks, on read-only connections. */
final class SentLedger {
    private static final String COLUMNS =
            "SELECT sink, event_id, type, subject, incident_id, at, attempts, result, answer, id FROM sent";

    private final Readers readers;
    private final DecisionChain decisions;
    private final DamageReports damage;

    SentLedger(Readers readers, DecisionChain decisions, DamageReports damage) {
        this.decisions = decisions;
        this.damage = damage;
        this.readers = readers;
    }

    List<Sent> of(ClientId client, int limit) {
        return readers.read(connection -> select(
                connection,
                new Conditions()
                        .add(
                                "(subject = ? OR incident_id IN (SELECT value FROM json_each(?)))",
                                client.value(),
                                incidents(connection, client)),
                limit));
    }

    /** The incidents that a device was part of, as a JSON array: there is no limit to their number. */
    private String incidents(Connection connection, ClientId client) throws SQLException {
        Set<String> ids = new TreeSet<>();
        for (Decision decision : decisions.newest(connection, client, Integer.MAX_VALUE)) {
            decision.incidentId().ifPresent(ids::add);
        }
        return new ObjectMapper().valueToTree(ids).toString();
    }

    List<Sent> of(String incidentId, int limit) {
        return readers.read(
                connection -> select(connection, new Conditions().add("incident_id = ?", incidentId), limit));
    }

    private List<Sent> select(Connection connection, Conditions conditions, int limit) throws SQLException {
        return Rows.readable(
                connection,
                COLUMNS + conditions.where() + " ORDER BY id DESC LIMIT ?",
                conditions,
                limit,
                SentLedger::sent,
                row -> damage.sent(row.getLong(10)));
    }

    private static Sent sent(ResultSet row) throws SQLException {
        return new Sent(
                row.getString(1),
                row.getString(2),
                EventType.ofFullName(row.getString(3)),
                row.getString(4),
                Optional.ofNullable(row.getString(5)),
                Instant.ofEpochMilli(row.getLong(6)),
                row.getInt(7),
                Sent.Result.valueOf(row.getString(8)),
                Optional.ofNullable(row.getString(9)));
    }
}
