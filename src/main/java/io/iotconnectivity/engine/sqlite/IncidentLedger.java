package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads what is kept about incidents, on connections of its own. */
final class IncidentLedger {
    private final Readers readers;
    private final CaseCodec codec;
    private final Clock clock;

    IncidentLedger(Readers readers, CaseCodec codec, Clock clock) {
        this.readers = readers;
        this.codec = codec;
        this.clock = clock;
    }

    Page<IncidentData> incidents(IncidentQuery query, int limit) {
        Conditions conditions = new Conditions();
        query.status()
                .ifPresent(status -> conditions.add(
                        // Said twice, so that SQLite sees that the index over the open ones will do.
                        status == IncidentStatus.OPEN ? "status = ? AND status = 'open'" : "status = ?",
                        status.word()));
        query.kind().ifPresent(kind -> conditions.add("kind = ?", kind.word()));
        return readers.read(connection -> {
            long total = Rows.count(connection, "incident", conditions);
            Conditions page = conditions.copy();
            query.before().ifPresent(id -> page.add("incident_id < ?", id));
            // The ids sort by time.
            List<IncidentData> found = Rows.select(
                    connection,
                    "SELECT body FROM incident" + page.where() + " ORDER BY incident_id DESC LIMIT ?",
                    page,
                    limit + 1,
                    this::incident);
            return Rows.page(found, total, limit, IncidentData::incidentId);
        });
    }

    Optional<IncidentData> incident(String incidentId) {
        Conditions conditions = new Conditions().add("incident_id = ?", incidentId);
        return readers
                .read(connection -> Rows.select(
                        connection,
                        "SELECT body FROM incident" + conditions.where() + " LIMIT ?",
                        conditions,
                        1,
                        this::incident))
                .stream()
                .findFirst();
    }

    List<Decision> decisions(ClientId client, int limit) {
        Conditions conditions = new Conditions().add("client_id = ?", client.value());
        return readers.read(connection -> Rows.select(
                connection,
                "SELECT client_id, at, what, incident_id, text FROM decision" + conditions.where()
                        + " ORDER BY id DESC LIMIT ?",
                conditions,
                limit,
                IncidentLedger::decision));
    }

    StoredSilences silences() {
        return readers.read(connection -> StoredSilences.read(connection, codec, clock.instant()));
    }

    private IncidentData incident(ResultSet row) throws SQLException {
        return codec.incidents.read(row.getBytes(1));
    }

    private static Decision decision(ResultSet row) throws SQLException {
        return new Decision(
                new ClientId(row.getString(1)),
                Instant.ofEpochMilli(row.getLong(2)),
                Decision.What.valueOf(row.getString(3)),
                Optional.ofNullable(row.getString(4)),
                row.getString(5));
    }
}
