package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.OpenByKey;
import io.iotconnectivity.incident.Silence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the writer reads and writes for incidents, apart from the devices' own rows: prepared statements on its
 * connection.
 */
final class IncidentTables {
    static final int MOST_ENDED_SILENCES = 1_000;

    static final String SAVE_INCIDENT =
            "INSERT INTO incident (incident_id, kind, status, opened_at, resolved_at, last_event, body)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (incident_id) DO UPDATE SET kind = excluded.kind,"
                    + " status = excluded.status, opened_at = excluded.opened_at, resolved_at = excluded.resolved_at,"
                    + " last_event = excluded.last_event, body = excluded.body";

    private final Connection connection;
    private final CaseCodec codec;
    private final Consumer<DamagedRow> damaged;
    private final PreparedStatement loadGroup;
    private final PreparedStatement saveGroup;
    private final PreparedStatement deleteGroup;
    private final PreparedStatement dropGroupDeadline;
    private final PreparedStatement dueGroups;
    private final PreparedStatement lastEvent;
    private final PreparedStatement saveIncident;

    IncidentTables(Connection connection, CaseCodec codec, Consumer<DamagedRow> damaged) throws SQLException {
        this.connection = connection;
        this.codec = codec;
        this.damaged = damaged;
        loadGroup = connection.prepareStatement("SELECT body FROM incident_group WHERE name = ?");
        saveGroup = connection.prepareStatement("INSERT INTO incident_group (name, deadline, body) VALUES (?, ?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET deadline = excluded.deadline, body = excluded.body");
        deleteGroup = connection.prepareStatement("DELETE FROM incident_group WHERE name = ?");
        dropGroupDeadline = connection.prepareStatement("UPDATE incident_group SET deadline = NULL WHERE name = ?");
        dueGroups = connection.prepareStatement(
                "SELECT name FROM incident_group WHERE deadline <= ? ORDER BY deadline LIMIT ?");
        lastEvent = connection.prepareStatement("SELECT last_event FROM incident WHERE incident_id = ?");
        saveIncident = connection.prepareStatement(SAVE_INCIDENT);
    }

    /** The state of a group, as JSON. */
    Optional<byte[]> group(String name) throws SQLException {
        loadGroup.setString(1, name);
        try (ResultSet row = loadGroup.executeQuery()) {
            return row.next() ? Optional.of(bytes(row)) : Optional.empty();
        }
    }

    private static byte[] bytes(ResultSet row) throws SQLException {
        byte[] stored = row.getBytes(1);
        return stored == null ? new byte[0] : stored;
    }

    private void delete(String group) throws SQLException {
        deleteGroup.setString(1, group);
        deleteGroup.executeUpdate();
    }

    /**
     * @param json {@code group} as JSON
     */
    void save(GroupCase group, byte[] json) throws SQLException {
        if (group.isNone()) {
            delete(group.name());
            return;
        }
        saveGroup.setString(1, group.name());
        Tables.set(saveGroup, 2, group.deadline().map(Tables::roundedUp));
        saveGroup.setBytes(3, json);
        saveGroup.executeUpdate();
    }

    void dropGroupDeadline(String name) throws SQLException {
        dropGroupDeadline.setString(1, name);
        dropGroupDeadline.executeUpdate();
    }

    /** The names of the groups whose deadline has passed, the most overdue first. */
    List<String> dueGroups(Instant now, int limit) throws SQLException {
        dueGroups.setLong(1, now.toEpochMilli());
        dueGroups.setInt(2, limit);
        List<String> due = new ArrayList<>();
        try (ResultSet row = dueGroups.executeQuery()) {
            while (row.next()) {
                due.add(row.getString(1));
            }
        }
        return due;
    }

    /** The incidents recorded as open, as far as their rows can be read. Reads all of them. */
    OpenByKey open() throws SQLException {
        Map<String, IncidentData> open = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT incident_id, body FROM incident WHERE status = 'open' ORDER BY incident_id");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                try {
                    IncidentData incident = codec.incident(row.getString(1), row.getBytes(2));
                    open.put(incident.key(), incident);
                } catch (RuntimeException unreadable) {
                    // Whoever lists it has it mended.
                    continue;
                }
            }
        }
        return key -> Optional.ofNullable(open.get(key));
    }

    /** An incident as its latest event describes it, as JSON. */
    Optional<byte[]> incident(String incidentId) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT body FROM incident WHERE incident_id = ?")) {
            select.setString(1, incidentId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(bytes(row)) : Optional.empty();
            }
        }
    }

    /** The sequence number of the incident's latest event; 0 if it has none. */
    long lastEvent(String incidentId) throws SQLException {
        lastEvent.setString(1, incidentId);
        try (ResultSet row = lastEvent.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /**
     * @param json {@code incident} as JSON
     */
    void save(IncidentData incident, byte[] json, long last) throws SQLException {
        bind(saveIncident, incident, json, last);
        saveIncident.executeUpdate();
    }

    /** Sets the parameters of {@link #SAVE_INCIDENT}. */
    static void bind(PreparedStatement save, IncidentData incident, byte[] json, long last) throws SQLException {
        save.setString(1, incident.incidentId());
        save.setString(2, incident.kind().word());
        save.setString(3, incident.status().word());
        save.setLong(4, incident.openedAt().toEpochMilli());
        Tables.set(save, 5, incident.resolvedAt().map(Instant::toEpochMilli));
        save.setLong(6, last);
        save.setBytes(7, json);
    }

    /** The active silences. */
    StoredSilences silences(Instant now) throws SQLException {
        return SilenceRows.read(connection, codec, now);
    }

    /** One silence; none if it ended so long ago that its row is gone. */
    StoredSilences silence(String id) throws SQLException {
        return SilenceRows.read(connection, codec, id);
    }

    void save(Silence silence) throws SQLException {
        saveSilence(silence.id(), silence.until(), codec.write(silence));
    }

    /**
     * @param body as the codec wrote it
     */
    void saveSilence(String id, Instant until, byte[] body) throws SQLException {
        try (PreparedStatement save = connection.prepareStatement("INSERT INTO silence (id, until, body)"
                + " VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET until = excluded.until, body = excluded.body")) {
            save.setString(1, id);
            save.setLong(2, until.toEpochMilli());
            save.setBytes(3, body);
            save.executeUpdate();
        }
    }

    /**
     * Keeps only the latest ended silences, however young the others are: callers can create silences without limit.
     */
    void forgetEndedSilences(Instant now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM silence WHERE id IN"
                + " (SELECT id FROM silence WHERE until <= ? ORDER BY until DESC LIMIT -1 OFFSET ?)")) {
            delete.setLong(1, now.toEpochMilli());
            delete.setInt(2, MOST_ENDED_SILENCES);
            delete.executeUpdate();
        }
    }

    void deleteSilences() throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM silence")) {
            delete.executeUpdate();
        }
    }

    void deleteSilence(String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM silence WHERE id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    /**
     * Our own sources that are blind.
     *
     * @param lost restores those whose rows cannot be read
     */
    List<BlindSource> blind(LostCases lost) throws SQLException {
        List<BlindSource> blind = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT source, body FROM blind_source ORDER BY source");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String source = row.getString(1);
                byte[] stored = row.getBytes(2);
                try {
                    blind.add(codec.blind(source, stored));
                } catch (RuntimeException e) {
                    damaged.accept(DamagedRow.of("blind_source", source, stored, e));
                    unreadable.add(source);
                }
            }
        }
        if (!unreadable.isEmpty()) {
            for (String source : unreadable) {
                lost.blind(source).ifPresent(blind::add);
            }
            saveBlind(blind);
        }
        return List.copyOf(blind);
    }

    /** Replaces all of them: they are few, and this is rare. */
    void saveBlind(List<BlindSource> blind) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM blind_source");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO blind_source (source, body) VALUES (?, ?)")) {
            delete.executeUpdate();
            for (BlindSource each : blind) {
                insert.setString(1, each.source());
                insert.setBytes(2, codec.write(each));
                insert.executeUpdate();
            }
        }
    }
}
