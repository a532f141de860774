package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.codec.StoredJson;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of devices as versions wrote them that stored JSON. */
final class RowsOfJson {
    private static final StoredJson<Presence> PRESENCES = new StoredJson<>(Presence.class);
    private static final StoredJson<DeviceCase> CASES = new StoredJson<>(DeviceCase.class);

    private record Row(String client, byte[] presence, byte[] incidentCase) {}

    private RowsOfJson() {}

    static void write(Connection file) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = file.prepareStatement("SELECT client_id, presence, incident_case FROM device");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(row.getString(1), row.getBytes(2), row.getBytes(3)));
            }
        }
        try (PreparedStatement update =
                file.prepareStatement("UPDATE device SET presence = ?, incident_case = ? WHERE client_id = ?")) {
            for (Row row : rows) {
                ClientId client = new ClientId(row.client());
                byte[] held = row.incidentCase();
                update.setBytes(1, PRESENCES.write(new PresenceCodec().read(client, row.presence())));
                update.setBytes(2, held == null ? null : CASES.write(new CaseCodec().device(client, held)));
                update.setString(3, row.client());
                update.executeUpdate();
            }
        }
    }
}
