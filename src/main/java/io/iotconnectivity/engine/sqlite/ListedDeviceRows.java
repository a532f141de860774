package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.ListedDevice;
import io.iotconnectivity.event.Verdict;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;

/** Fills the read model with the devices in the file. */
final class ListedDeviceRows {
    private ListedDeviceRows() {}

    static DeviceIndex read(Readers readers, DamageReports damage) {
        return readers.read(connection -> {
            DeviceIndex index = new DeviceIndex();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT client_id, state, since, reason, group_name, keep_alive FROM device");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String clientId = row.getString(1);
                    Optional<Verdict> state = Tables.verdict(row.getString(2));
                    if (Tables.clientId(clientId).isEmpty() || state.isEmpty()) {
                        // Mended, it is listed; one that can be none is gone then.
                        damage.device(clientId);
                        continue;
                    }
                    long since = row.getLong(3);
                    index.put(new ListedDevice(
                            clientId,
                            state.get(),
                            row.wasNull() ? ListedDevice.NEVER : since,
                            row.getString(4),
                            row.getString(5),
                            row.getInt(6)));
                }
            }
            return index;
        });
    }
}
