package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongConsumer;

/** The devices before schema 8: JSON, with search columns next to it. */
final class OldDevices implements OldTable {
    private static final int SLICE = 20_000;

    private final PresenceCodec presences = new PresenceCodec();
    private final CaseCodec cases = new CaseCodec();

    @Override
    public String name() {
        return "old_device";
    }

    @Override
    public void carryOver(Connection connection, LongConsumer progress) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Object last = last(statement);
            Slice slice;
            do {
                statement.execute("BEGIN IMMEDIATE");
                slice = slice(connection, last);
                statement.execute("COMMIT");
                last = slice.last();
                progress.accept(slice.size());
            } while (slice.size() > 0);
        }
    }

    /** The last device migrated before the process ended; null if there is none. */
    private static Object last(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT max(client_id) FROM device")) {
            row.next();
            return row.getObject(1);
        }
    }

    private record Slice(int size, Object last) {}

    private Slice slice(Connection connection, Object after) throws SQLException {
        int size = 0;
        Object last = after;
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT client_id, presence, incident_case, last_event, sequence, group_name, storm, deadline,"
                                + " case_deadline FROM old_device" + (after == null ? "" : " WHERE client_id > ?")
                                + " ORDER BY client_id LIMIT " + SLICE);
                PreparedStatement insert = connection.prepareStatement(DeviceTable.REPLACE)) {
            if (after != null) {
                select.setObject(1, after);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    // This includes ids that no device can have: such a row is set aside when it is read at startup.
                    last = row.getObject(1);
                    insert.setObject(1, last);
                    carry(row, insert);
                    insert.executeUpdate();
                    size++;
                }
            }
        }
        return new Slice(size, last);
    }

    private void carry(ResultSet row, PreparedStatement insert) throws SQLException {
        String clientId = row.getString(1);
        byte[] presence = row.getBytes(2);
        byte[] incidentCase = row.getBytes(3);
        boolean isPast = row.getObject(8) == null;
        boolean isCasePast = row.getObject(9) == null;
        // What cannot be read stays as it is, and is set aside when it is read at startup.
        try {
            Presence held = presences.read(new ClientId(clientId), presence);
            presence = presences.write(held);
            isPast &= held.deadline().isPresent();
        } catch (RuntimeException e) {
            isPast = false;
        }
        try {
            DeviceCase held = cases.device(new ClientId(clientId), incidentCase);
            incidentCase = cases.write(held);
            isCasePast &= held.deadline().isPresent();
        } catch (RuntimeException e) {
            isCasePast = false;
        }
        insert.setBytes(2, presence);
        insert.setBytes(3, incidentCase);
        insert.setLong(4, row.getLong(4));
        insert.setLong(5, row.getLong(5));
        insert.setString(6, row.getString(6));
        insert.setString(7, row.getString(7));
        insert.setInt(8, StoredDevices.pastDeadlines(isPast, isCasePast));
        // OldDecisions sets it.
        insert.setLong(9, 0);
    }
}
