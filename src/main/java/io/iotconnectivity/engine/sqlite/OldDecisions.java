package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.DecisionCodec;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The decisions before schema 10, with one row and two index entries per decision. A few thousand at a time are moved
 * into blocks and deleted from the old table, so that the file hardly grows meanwhile; they keep their numbers.
 */
final class OldDecisions implements OldTable {
    private static final int ROWS = 5_000;

    private final DecisionCodec codec = new DecisionCodec();

    @Override
    public String name() {
        return "old_decision";
    }

    @Override
    public void carryOver(Connection connection, LongConsumer progress) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int carried;
            do {
                statement.execute("BEGIN IMMEDIATE");
                carried = slice(connection);
                statement.execute("COMMIT");
                progress.accept(carried);
            } while (carried == ROWS);
        }
    }

    private int slice(Connection connection) throws SQLException {
        int carried = 0;
        long last = 0;
        Map<String, Long> latest = new LinkedHashMap<>();
        DecisionTable decisions = new DecisionTable(connection);
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id, client_id, at, what, incident_id, text FROM old_decision" + " ORDER BY id LIMIT "
                                + ROWS);
                PreparedStatement latestOf =
                        connection.prepareStatement("SELECT last_decision FROM device WHERE client_id = ?");
                PreparedStatement chain =
                        connection.prepareStatement("UPDATE device SET last_decision = ? WHERE client_id = ?");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM old_decision WHERE id <= ?")) {
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    last = row.getLong(1);
                    String client = row.getString(2);
                    Long previous = latest.get(client);
                    decisions.append(
                            last,
                            carriedOver(row),
                            previous == null ? latest(latestOf, client) : previous,
                            Instant.ofEpochMilli(row.getLong(3)));
                    latest.put(client, last);
                    carried++;
                }
            }
            decisions.save();
            for (Map.Entry<String, Long> device : latest.entrySet()) {
                chain.setLong(1, device.getValue());
                chain.setString(2, device.getKey());
                chain.executeUpdate();
            }
            delete.setLong(1, last);
            delete.executeUpdate();
        }
        return carried;
    }

    private static long latest(PreparedStatement select, String client) throws SQLException {
        select.setString(1, client);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** What cannot be read stays as it is, and is set aside when it is next read. */
    private byte[] carriedOver(ResultSet row) throws SQLException {
        try {
            return codec.write(new Decision(
                    new ClientId(row.getString(2)),
                    Instant.ofEpochMilli(row.getLong(3)),
                    Decision.What.valueOf(row.getString(4)),
                    Optional.ofNullable(row.getString(5)),
                    row.getString(6)));
        } catch (RuntimeException unreadable) {
            return (row.getString(4) + " | " + row.getString(6)).getBytes(StandardCharsets.UTF_8);
        }
    }
}
