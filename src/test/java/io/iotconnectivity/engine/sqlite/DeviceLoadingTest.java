package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.signal.ClientId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices are loaded by several threads, and found as if it were one. */
class DeviceLoadingTest {
    private static final int DEVICES = 4321;

    private final PresenceCodec presences = new PresenceCodec();
    private final StoredDevices stored = new StoredDevices(presences, new CaseCodec());

    @AutoClose
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    @Test
    void everyDeviceIsFoundAndDamageIsToldInTheOrderOfTheRows() throws SQLException {
        createTable();
        List<String> damaged = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            boolean isDamaged = i % 700 == 3;
            String id = "device-" + (10_000 + i);
            insert(id, isDamaged ? new byte[] {1, 2, 3} : presence(id));
            if (isDamaged) {
                damaged.add(id);
            }
        }
        insert("", presence("any"));
        damaged.add(0, "");

        StoredDevices.Found found = stored.all(connection);

        assertThat(found.index().all()).hasSize(DEVICES);
        assertThat(found.index().counts().total()).isEqualTo(DEVICES);
        assertThat(found.index().get(new ClientId("device-14320")).sequence()).isEqualTo(5);
        assertThat(found.damaged()).isEqualTo(damaged);
    }

    @Test
    void fileWithoutDevicesHasNone() throws SQLException {
        createTable();

        StoredDevices.Found found = stored.all(connection);

        assertThat(found.index().all()).isEmpty();
        assertThat(found.damaged()).isEmpty();
    }

    @Test
    void tableThatCannotBeReadIsSaid() {
        assertThatThrownBy(() -> stored.all(connection))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no such table");
    }

    private void createTable() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE device (client_id TEXT PRIMARY KEY, presence BLOB, incident_case BLOB,"
                    + " last_event INTEGER, sequence INTEGER, group_name TEXT, storm TEXT, past_deadlines INTEGER,"
                    + " last_decision INTEGER) WITHOUT ROWID");
        }
    }

    private void insert(String clientId, byte[] presence) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO device VALUES (?, ?, NULL, 1, 5, NULL, NULL, 0, 0)")) {
            insert.setString(1, clientId);
            insert.setBytes(2, presence);
            insert.executeUpdate();
        }
    }

    private byte[] presence(String clientId) {
        return presences.write(PresenceCodec.anew(new ClientId(clientId), 5, Instant.ofEpochMilli(5)));
    }
}
