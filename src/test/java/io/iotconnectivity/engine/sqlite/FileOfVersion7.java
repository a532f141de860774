package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.codec.StoredJson;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Converts a file of the current version back to version 7: devices and events as JSON with columns next to it, the inbox by key. */
final class FileOfVersion7 {
    private static final StoredJson<Presence> PRESENCES = new StoredJson<>(Presence.class);
    private static final StoredJson<DeviceCase> CASES = new StoredJson<>(DeviceCase.class);
    private static final List<String> TABLE = List.of(
            """
            CREATE TABLE device (client_id TEXT PRIMARY KEY, state TEXT NOT NULL, since INTEGER, deadline INTEGER,
              sequence INTEGER NOT NULL, updated_at INTEGER NOT NULL, last_event INTEGER NOT NULL, presence BLOB NOT NULL,
              asking INTEGER NOT NULL DEFAULT 0, keep_alive INTEGER, incident_case BLOB, case_deadline INTEGER, storm TEXT,
              reason TEXT, group_name TEXT) WITHOUT ROWID""",
            "CREATE INDEX device_not_online ON device (state) WHERE state <> 'ONLINE'",
            "CREATE INDEX device_deadline ON device (deadline) WHERE deadline IS NOT NULL",
            "CREATE INDEX device_asking ON device (asking) WHERE asking = 1",
            "CREATE INDEX device_case_deadline ON device (case_deadline) WHERE case_deadline IS NOT NULL",
            "CREATE INDEX device_storm ON device (storm) WHERE storm IS NOT NULL");

    private FileOfVersion7() {}

    /** Takes what is in the file along. */
    static void restore(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("ALTER TABLE device RENAME TO device_now");
            for (String each : TABLE) {
                statement.execute(each);
            }
            try (ResultSet row = statement.executeQuery(
                            "SELECT client_id, presence, incident_case, last_event," + " group_name FROM device_now");
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                while (row.next()) {
                    bind(insert, row);
                    insert.executeUpdate();
                }
            }
            statement.execute("DROP TABLE device_now");
            statement.execute("ALTER TABLE inbox RENAME TO inbox_now");
            statement.execute("CREATE TABLE inbox (key BLOB PRIMARY KEY, received INTEGER NOT NULL) WITHOUT ROWID");
            statement.execute("CREATE INDEX inbox_received ON inbox (received)");
            statement.execute("INSERT OR IGNORE INTO inbox SELECT key, hour * 3600000 FROM inbox_now");
            statement.execute("DROP TABLE inbox_now");
            statement.execute("DROP TABLE taken_in");
            StoredLog.backToRows(connection);
            statement.execute("PRAGMA user_version = 7");
            statement.execute("COMMIT");
        }
    }

    private static void bind(PreparedStatement insert, ResultSet row) throws SQLException {
        ClientId client = new ClientId(row.getString(1));
        Presence presence = new PresenceCodec().read(client, row.getBytes(2));
        insert.setString(1, client.value());
        insert.setString(2, presence.state().name());
        insert.setObject(3, millis(presence.since()));
        insert.setObject(4, millis(presence.deadline()));
        insert.setLong(5, presence.sequence());
        insert.setLong(6, presence.updatedAt().toEpochMilli());
        insert.setLong(7, row.getLong(4));
        insert.setBytes(8, PRESENCES.write(presence));
        insert.setInt(9, presence.unanswered().isEmpty() ? 0 : 1);
        insert.setObject(
                10, presence.findings().keepAlive().map(Duration::toSeconds).orElse(null));
        byte[] stored = row.getBytes(3);
        if (stored == null) {
            insert.setBytes(11, null);
            insert.setObject(12, null);
            insert.setString(13, null);
        } else {
            DeviceCase held = new CaseCodec().device(client, stored);
            insert.setBytes(11, CASES.write(held));
            insert.setObject(12, millis(held.deadline()));
            insert.setString(13, held.storm().orElse(null));
        }
        insert.setString(14, presence.reason().map(Reason::name).orElse(null));
        insert.setString(15, row.getString(5));
    }

    private static Long millis(Optional<Instant> moment) {
        return moment.map(at -> at.plusNanos(999_999).toEpochMilli()).orElse(null);
    }
}
