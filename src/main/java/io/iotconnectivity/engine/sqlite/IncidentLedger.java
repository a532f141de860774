package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Reads what is kept about incidents, on read-only connections. */
final class IncidentLedger {
    private final Readers readers;
    private final CaseCodec codec;
    private final Clock clock;
    private final DamageReports damage;
    private final DecisionChain decisions;

    IncidentLedger(Readers readers, CaseCodec codec, Clock clock, DamageReports damage, DecisionChain decisions) {
        this.damage = damage;
        this.decisions = decisions;
        this.readers = readers;
        this.codec = codec;
        this.clock = clock;
    }

    Page<IncidentData> incidents(IncidentQuery query, int limit) {
        Conditions conditions = new Conditions();
        query.status()
                .ifPresent(status -> conditions.add(
                        // Redundant, but it lets SQLite use the index on open incidents.
                        status == IncidentStatus.OPEN ? "status = ? AND status = 'open'" : "status = ?",
                        status.word()));
        query.kind().ifPresent(kind -> conditions.add("kind = ?", kind.word()));
        return readers.read(connection -> {
            long total = Rows.count(connection, "incident", conditions);
            Conditions page = conditions.copy();
            query.before().ifPresent(id -> page.add("incident_id < ?", id));
            // Ids sort by time.
            List<Listed> found = Rows.select(
                    connection,
                    "SELECT incident_id, body FROM incident" + page.where() + " ORDER BY incident_id DESC LIMIT ?",
                    page,
                    limit + 1,
                    row -> new Listed(row.getString(1), incident(row)));
            Page<Listed> listed = Rows.page(found, total, limit, Listed::incidentId);
            return new Page<>(
                    listed.items().stream()
                            .flatMap(each -> each.incident().stream())
                            .toList(),
                    listed.total(),
                    listed.next());
        });
    }

    /**
     * A row of the list.
     *
     * @param incident absent if it cannot be read
     */
    private record Listed(String incidentId, Optional<IncidentData> incident) {}

    Optional<IncidentData> incident(String incidentId) {
        Conditions conditions = new Conditions().add("incident_id = ?", incidentId);
        return readers
                .read(connection -> Rows.select(
                        connection,
                        "SELECT incident_id, body FROM incident" + conditions.where() + " LIMIT ?",
                        conditions,
                        1,
                        this::incident))
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    List<Decision> decisions(ClientId client, int limit) {
        return readers.read(connection -> decisions.newest(connection, client, limit));
    }

    StoredSilences silences() {
        return readers.read(connection -> SilenceRows.read(connection, codec, clock.instant()));
    }

    private Optional<IncidentData> incident(ResultSet row) throws SQLException {
        String incidentId = row.getString(1);
        try {
            return Optional.of(codec.incident(incidentId, row.getBytes(2)));
        } catch (RuntimeException e) {
            damage.incident(incidentId);
            return Optional.empty();
        }
    }
}
