package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.ListedDevice;
import io.iotconnectivity.event.Verdict;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Fills the read model with the devices in the file. */
final class ListedDeviceRows {
    private ListedDeviceRows() {}

    static DeviceIndex read(Readers readers) {
        return readers.read(connection -> {
            DeviceIndex index = new DeviceIndex();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT client_id, state, since, reason, group_name, keep_alive FROM device");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long since = row.getLong(3);
                    index.put(new ListedDevice(
                            row.getString(1),
                            Verdict.valueOf(row.getString(2)),
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
