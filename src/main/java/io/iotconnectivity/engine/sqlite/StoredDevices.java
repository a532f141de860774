package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the rows of devices. All of them are read once, at startup; from then on devices are held in memory. A device
 * whose row cannot be read starts afresh, and its event sequence continues.
 */
final class StoredDevices {
    static final String SELECT = "SELECT client_id, presence, incident_case, last_event, sequence, group_name, storm,"
            + " past_deadlines, last_decision FROM device";

    /** The year 2100, in milliseconds since 1970. We never wrote a later time. */
    private static final long LATEST = 4_102_444_800_000L;

    private static final int PAST = 1;
    private static final int PAST_OF_CASE = 2;

    private final PresenceCodec presences;
    private final CaseCodec cases;

    StoredDevices(PresenceCodec presences, CaseCodec cases) {
        this.presences = presences;
        this.cases = cases;
    }

    /**
     * All devices of a file.
     *
     * @param damaged the ids of rows that could not be read, or ids that no device can have
     */
    record Found(DeviceIndex index, List<String> damaged) {}

    Found all(Connection connection) throws SQLException {
        return new DeviceLoading(this).all(connection);
    }

    /** The value of the column {@code past_deadlines}. */
    static int pastDeadlines(boolean ofDevice, boolean ofCase) {
        return (ofDevice ? PAST : 0) + (ofCase ? PAST_OF_CASE : 0);
    }

    /** Whether a value of that column says that the deadline of the device has been worked on. */
    static boolean isPast(int pastDeadlines) {
        return (pastDeadlines & PAST) != 0;
    }

    /** Whether a value of that column says that the deadline of the device's case has been worked on. */
    static boolean isCasePast(int pastDeadlines) {
        return (pastDeadlines & PAST_OF_CASE) != 0;
    }

    /** Empty if no device can have this id. */
    static Optional<ClientId> clientId(String stored) {
        try {
            return Optional.of(new ClientId(stored));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * A row as it stands in the table.
     *
     * @param incidentCase null if nothing is held
     * @param group null if it has none
     * @param storm null if it is part of none
     */
    record Stored(
            String clientId,
            byte[] presence,
            byte[] incidentCase,
            long lastEvent,
            long sequence,
            String group,
            String storm,
            int past,
            long lastDecision) {
        /** The current row of {@link #SELECT}. */
        static Stored of(ResultSet row) throws SQLException {
            return new Stored(
                    row.getString(1),
                    row.getBytes(2),
                    row.getBytes(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getString(6),
                    row.getString(7),
                    row.getInt(8),
                    row.getLong(9));
        }
    }

    /**
     * A device as read from its row.
     *
     * @param device without what is lost; the storm it is part of is known all the same
     */
    record Row(HeldDevice device, boolean isPresenceLost, boolean isCaseLost) {}

    /**
     * Decodes a row.
     *
     * @param damaged is told of what cannot be read
     */
    Row device(ClientId client, Stored row, Consumer<DamagedRow> damaged) {
        byte[] presence = row.presence();
        Optional<String> group = Optional.ofNullable(row.group());
        HeldDevice device;
        boolean isPresenceLost = false;
        try {
            device = HeldDevice.of(
                    presences.read(client, presence), presence, group, row.lastEvent(), row.lastDecision());
            device = isPast(row.past()) ? device.withoutDeadline() : device;
        } catch (RuntimeException e) {
            damaged.accept(DamagedRow.ofDevice(client, presence, e));
            isPresenceLost = true;
            Presence anew = anew(client, row.sequence());
            device = HeldDevice.of(anew, presences.write(anew), group, row.lastEvent(), row.lastDecision());
        }
        byte[] incidentCase = row.incidentCase();
        if (incidentCase == null) {
            return new Row(device, isPresenceLost, false);
        }
        try {
            device = device.with(cases.device(client, incidentCase), incidentCase);
            return new Row(isCasePast(row.past()) ? device.withoutCaseDeadline() : device, isPresenceLost, false);
        } catch (RuntimeException e) {
            damaged.accept(DamagedRow.ofDevice(client, incidentCase, e));
            return new Row(device.withStorm(row.storm()), isPresenceLost, true);
        }
    }

    /** Event sequences run ahead of the clock rather than behind it, so the last one tells roughly when it was. */
    private static Presence anew(ClientId client, long sequence) {
        boolean isTime = sequence >= 0 && sequence <= LATEST;
        return PresenceCodec.anew(client, sequence, Instant.ofEpochMilli(isTime ? sequence : 0));
    }
}
