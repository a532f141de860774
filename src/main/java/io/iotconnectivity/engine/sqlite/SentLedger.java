package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.signal.ClientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads what became of events at sinks, on connections of its own. */
final class SentLedger {
    private static final String COLUMNS =
            "SELECT sink, event_id, type, subject, incident_id, at, attempts, result, answer, id FROM sent";

    private final Readers readers;
    private final DamageReports damage;

    SentLedger(Readers readers, DamageReports damage) {
        this.damage = damage;
        this.readers = readers;
    }

    List<Sent> of(ClientId client, int limit) {
        return select(
                new Conditions()
                        .add(
                                "(subject = ? OR incident_id IN (SELECT incident_id FROM decision WHERE client_id = ?))",
                                client.value(),
                                client.value()),
                limit);
    }

    List<Sent> of(String incidentId, int limit) {
        return select(new Conditions().add("incident_id = ?", incidentId), limit);
    }

    private List<Sent> select(Conditions conditions, int limit) {
        return readers.read(connection -> Rows.readable(
                connection,
                COLUMNS + conditions.where() + " ORDER BY id DESC LIMIT ?",
                conditions,
                limit,
                SentLedger::sent,
                row -> damage.sent(row.getLong(10))));
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
