package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.signal.ClientId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The writer's access to the rows of devices: it writes them, and checks again those that could not be read at
 * startup.
 */
final class DeviceTable {
    private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final int COLUMNS = 9;

    /** On a table without indexes, this overwrites the row in place. */
    static final String REPLACE = "REPLACE INTO device (client_id, presence, incident_case, last_event, sequence,"
            + " group_name, storm, past_deadlines, last_decision) VALUES " + ROW;

    /** Running a statement costs about as much as writing a row. */
    private static final int ROWS_OF_A_STATEMENT = 16;

    private final Connection connection;
    private final Consumer<DamagedRow> damaged;
    private final PreparedStatement save;
    private final PreparedStatement saveSeveral;

    /**
     * @param damaged is told of rows that cannot be read
     */
    DeviceTable(Connection connection, Consumer<DamagedRow> damaged) throws SQLException {
        this.connection = connection;
        this.damaged = damaged;
        save = connection.prepareStatement(REPLACE);
        saveSeveral = connection.prepareStatement(REPLACE + (", " + ROW).repeat(ROWS_OF_A_STATEMENT - 1));
    }

    /** Writes devices; those with neighbouring rows had better stand together. */
    void save(List<HeldDevice> devices) throws SQLException {
        int next = 0;
        for (; devices.size() - next >= ROWS_OF_A_STATEMENT; next += ROWS_OF_A_STATEMENT) {
            for (int row = 0; row < ROWS_OF_A_STATEMENT; row++) {
                bind(saveSeveral, row * COLUMNS, devices.get(next + row));
            }
            saveSeveral.executeUpdate();
        }
        for (; next < devices.size(); next++) {
            bind(save, 0, devices.get(next));
            save.executeUpdate();
        }
    }

    private static void bind(PreparedStatement to, int before, HeldDevice device) throws SQLException {
        to.setString(before + 1, device.clientId());
        to.setBytes(before + 2, device.presence());
        to.setBytes(before + 3, device.incidentCase());
        to.setLong(before + 4, device.lastEvent());
        to.setLong(before + 5, device.sequence());
        to.setString(before + 6, device.group());
        to.setString(before + 7, device.storm());
        to.setInt(before + 8, StoredDevices.pastDeadlines(device.isPast(), device.isCasePast()));
        to.setLong(before + 9, device.lastDecision());
    }

    /** Deletes the row of a device, if there is one. */
    void delete(String clientId) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM device WHERE client_id = ?")) {
            delete.setString(1, clientId);
            delete.executeUpdate();
        }
    }

    /** Reads a device's row and leaves it unchanged; what cannot be read is set aside. Empty if there is no row. */
    Optional<StoredDevices.Row> look(ClientId client, StoredDevices stored) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(StoredDevices.SELECT + " WHERE client_id = ?")) {
            select.setString(1, client.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(stored.device(client, StoredDevices.Stored.of(row), damaged))
                        : Optional.empty();
            }
        }
    }

    /** Deletes a row whose id no device can have: no signal is ever about it. */
    void removeStray(String clientId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM device WHERE client_id = ? RETURNING presence")) {
            delete.setString(1, clientId);
            try (ResultSet row = delete.executeQuery()) {
                if (row.next()) {
                    RuntimeException why = new IllegalArgumentException("no device can have this client id");
                    damaged.accept(DamagedRow.of("device", clientId, row.getBytes(1), why));
                }
            }
        }
    }
}
