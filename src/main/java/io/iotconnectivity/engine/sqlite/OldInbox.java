package io.iotconnectivity.engine.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * The inbox before schema 9, with the time of receipt in each row. Hour by hour, that time becomes part of the key.
 */
final class OldInbox implements OldTable {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Override
    public String name() {
        return "old_inbox";
    }

    @Override
    public void carryOver(Connection connection, LongConsumer progress) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement carry = connection.prepareStatement("INSERT OR IGNORE INTO inbox (hour, key)"
                        + " SELECT ?1 / ?3, key FROM old_inbox WHERE received >= ?1 AND received < ?2 ORDER BY key")) {
            carry.setLong(3, HOUR);
            long from = next(statement, 0);
            while (from >= 0) {
                carry.setLong(1, from);
                carry.setLong(2, from + HOUR);
                // Each statement is a transaction of its own here.
                progress.accept(carry.executeUpdate());
                from = next(statement, from + HOUR);
            }
        }
    }

    /** The hour in which the next key was received; -1 if there is none. */
    private static long next(Statement statement, long from) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT min(received) FROM old_inbox WHERE received >= " + from)) {
            row.next();
            long received = row.getLong(1);
            return row.wasNull() ? -1 : received - received % HOUR;
        }
    }
}
