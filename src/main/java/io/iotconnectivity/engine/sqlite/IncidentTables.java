package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the writer reads and writes for incidents, apart from the devices' own rows: prepared statements on its connection. */
final class IncidentTables {
    static final int MOST_ENDED_SILENCES = 1_000;

    private final Connection connection;
    private final PresenceCodec presences;
    private final CaseCodec codec;
    private final WriteCounts counts;
    private final Consumer<DamagedRow> damaged;
    private final PreparedStatement loadGroup;
    private final PreparedStatement saveGroup;
    private final PreparedStatement deleteGroup;
    private final PreparedStatement dropGroupDeadline;
    private final PreparedStatement dueGroups;
    private final PreparedStatement stormMembers;
    private final PreparedStatement verdict;
    private final PreparedStatement lastEvent;
    private final PreparedStatement saveIncident;
    private final PreparedStatement decide;

    IncidentTables(
            Connection connection,
            PresenceCodec presences,
            CaseCodec codec,
            WriteCounts counts,
            Consumer<DamagedRow> damaged)
            throws SQLException {
        this.connection = connection;
        this.presences = presences;
        this.codec = codec;
        this.counts = counts;
        this.damaged = damaged;
        loadGroup = connection.prepareStatement("SELECT body FROM incident_group WHERE name = ?");
        saveGroup = connection.prepareStatement("INSERT INTO incident_group (name, deadline, body) VALUES (?, ?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET deadline = excluded.deadline, body = excluded.body");
        deleteGroup = connection.prepareStatement("DELETE FROM incident_group WHERE name = ?");
        dropGroupDeadline = connection.prepareStatement("UPDATE incident_group SET deadline = NULL WHERE name = ?");
        dueGroups = connection.prepareStatement(
                "SELECT name FROM incident_group WHERE deadline <= ? ORDER BY deadline LIMIT ?");
        stormMembers = connection.prepareStatement("SELECT client_id FROM device WHERE storm = ?");
        verdict = connection.prepareStatement("SELECT state FROM device WHERE client_id = ?");
        lastEvent = connection.prepareStatement("SELECT last_event FROM incident WHERE incident_id = ?");
        saveIncident = connection.prepareStatement(
                "INSERT INTO incident (incident_id, kind, status, opened_at, resolved_at, last_event, body)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (incident_id) DO UPDATE SET kind = excluded.kind,"
                        + " status = excluded.status, opened_at = excluded.opened_at, resolved_at = excluded.resolved_at,"
                        + " last_event = excluded.last_event, body = excluded.body");
        decide = connection.prepareStatement(
                "INSERT INTO decision (client_id, at, what, incident_id, text) VALUES (?, ?, ?, ?, ?)");
    }

    /** One that cannot be read starts anew. */
    Optional<GroupCase> group(String name) throws SQLException {
        loadGroup.setString(1, name);
        byte[] stored;
        try (ResultSet row = loadGroup.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            stored = row.getBytes(1);
        }
        try {
            return Optional.of(codec.group(name, stored));
        } catch (RuntimeException e) {
            damaged.accept(DamagedRow.of("incident_group", name, stored, e));
            delete(name);
            return Optional.empty();
        }
    }

    private void delete(String group) throws SQLException {
        deleteGroup.setString(1, group);
        deleteGroup.executeUpdate();
    }

    /**
     * @param json the same as JSON
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

    /** The names of the groups whose deadline has come, longest ago first. */
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

    /** The devices that are written down as part of a group's storm. */
    List<ClientId> stormMembers(String group) throws SQLException {
        stormMembers.setString(1, group);
        List<ClientId> members = new ArrayList<>();
        try (ResultSet row = stormMembers.executeQuery()) {
            while (row.next()) {
                Tables.clientId(row.getString(1)).ifPresent(members::add);
            }
        }
        return members;
    }

    /** The verdict that is written down; {@link Verdict#UNKNOWN} if none is. */
    Verdict verdict(ClientId client) throws SQLException {
        verdict.setString(1, client.value());
        try (ResultSet row = verdict.executeQuery()) {
            return row.next() ? Tables.verdict(row.getString(1)).orElse(Verdict.UNKNOWN) : Verdict.UNKNOWN;
        }
    }

    /** The number of the incident's latest event; 0 if it has none. */
    long lastEvent(String incidentId) throws SQLException {
        lastEvent.setString(1, incidentId);
        try (ResultSet row = lastEvent.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /**
     * @param json the same as JSON
     */
    void save(IncidentData incident, byte[] json, long last) throws SQLException {
        saveIncident.setString(1, incident.incidentId());
        saveIncident.setString(2, incident.kind().word());
        saveIncident.setString(3, incident.status().word());
        saveIncident.setLong(4, incident.openedAt().toEpochMilli());
        Tables.set(saveIncident, 5, incident.resolvedAt().map(Instant::toEpochMilli));
        saveIncident.setLong(6, last);
        saveIncident.setBytes(7, json);
        saveIncident.executeUpdate();
    }

    void add(Decision decision) throws SQLException {
        decide.setString(1, decision.client().value());
        decide.setLong(2, decision.at().toEpochMilli());
        decide.setString(3, decision.what().name());
        decide.setString(4, decision.incidentId().orElse(null));
        decide.setString(5, decision.text());
        decide.executeUpdate();
        counts.decided(decision.what());
    }

    /** Those that have not ended. */
    StoredSilences silences(Instant now) throws SQLException {
        return SilenceRows.read(connection, codec, now);
    }

    /** One of them; nothing also if it is longer over than its row is kept. */
    StoredSilences silence(String id) throws SQLException {
        return SilenceRows.read(connection, codec, id);
    }

    void save(Silence silence) throws SQLException {
        try (PreparedStatement save = connection.prepareStatement("INSERT INTO silence (id, until, body)"
                + " VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET until = excluded.until, body = excluded.body")) {
            save.setString(1, silence.id());
            save.setLong(2, silence.until().toEpochMilli());
            save.setBytes(3, codec.silences.write(silence));
            save.executeUpdate();
        }
    }

    /** Of those that have ended only so many are kept, the latest, however young they are: whoever sets silences can do so without end. */
    void forgetEndedSilences(Instant now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM silence WHERE id IN"
                + " (SELECT id FROM silence WHERE until <= ? ORDER BY until DESC LIMIT -1 OFFSET ?)")) {
            delete.setLong(1, now.toEpochMilli());
            delete.setInt(2, MOST_ENDED_SILENCES);
            delete.executeUpdate();
        }
    }

    void deleteSilence(String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM silence WHERE id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    /** Our own sources that are blind, as far as their rows can be read. */
    List<BlindSource> blind() throws SQLException {
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
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM blind_source WHERE source = ?")) {
            for (String source : unreadable) {
                delete.setString(1, source);
                delete.executeUpdate();
            }
        }
        return List.copyOf(blind);
    }

    /** Replaces all of them: they are few, and this is seldom. */
    void saveBlind(List<BlindSource> blind) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM blind_source");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO blind_source (source, body) VALUES (?, ?)")) {
            delete.executeUpdate();
            for (BlindSource each : blind) {
                insert.setString(1, each.source());
                insert.setBytes(2, codec.blind.write(each));
                insert.executeUpdate();
            }
        }
    }

    /**
     * The devices that wait out their grace, and those that are not ONLINE and were heard of since, longest ago first.
     *
     * @param unreadable is told the client ids of those that cannot be read
     */
    void awaySince(Instant start, Consumer<Presence> device, Consumer<String> unreadable) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT client_id, presence FROM device"
                        + " WHERE state <> 'ONLINE' AND (state = 'SUSPECT' OR updated_at >= ?) ORDER BY updated_at, client_id")) {
            select.setLong(1, start.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String clientId = row.getString(1);
                    Presence presence;
                    try {
                        presence = presences.read(new ClientId(clientId), row.getBytes(2));
                    } catch (RuntimeException e) {
                        unreadable.accept(clientId);
                        continue;
                    }
                    device.accept(presence);
                }
            }
        }
    }
}
