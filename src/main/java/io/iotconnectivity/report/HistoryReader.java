package io.iotconnectivity.report;

import io.iotconnectivity.availability.Months;
import io.iotconnectivity.availability.Timeline;
import io.iotconnectivity.availability.TimelineCodec;
import io.iotconnectivity.report.AvailabilityFile.BlindTime;
import io.iotconnectivity.report.AvailabilityFile.Facts;
import io.iotconnectivity.report.AvailabilityFile.Visitor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an {@link AvailabilityFile}, on a connection of its own each time. Thread-safe. */
final class HistoryReader {
    private final Path file;
    private final TimelineCodec codec;

    HistoryReader(Path file, TimelineCodec codec) {
        this.file = file;
        this.codec = codec;
    }

    /** See {@link AvailabilityFile#facts}. */
    Facts facts() {
        try (Connection connection = AvailabilityTables.connect(file, true)) {
            Optional<Long> beginning = moment(connection, AvailabilityFile.BEGINNING);
            // Files that an earlier version began do not say.
            Optional<Long> watched =
                    moment(connection, AvailabilityFile.WATCHED).or(() -> beginning);
            return new Facts(blindTimes(connection), beginning, watched);
        } catch (SQLException e) {
            throw AvailabilityTables.cannot(file, "read", e);
        }
    }

    /** See {@link AvailabilityFile#read}. */
    int read(Optional<String> only, long from, long until, Visitor visitor) {
        try (Connection connection = AvailabilityTables.connect(file, true)) {
            return only.isPresent()
                    ? read(connection, from, until, "d.client = ?3", List.of(only.get()), visitor)
                    : read(connection, from, until, "TRUE", List.of(), visitor);
        } catch (SQLException e) {
            throw AvailabilityTables.cannot(file, "read", e);
        }
    }

    /** See {@link AvailabilityFile#readNext}. */
    Optional<String> readNext(String after, int most, long from, long until, Visitor visitor) {
        try (Connection connection = AvailabilityTables.connect(file, true)) {
            connection.setAutoCommit(false);
            Optional<String> last = last(connection, after, most);
            if (last.isPresent()) {
                read(connection, from, until, "d.client > ?3 AND d.client <= ?4", List.of(after, last.get()), visitor);
            }
            return last;
        } catch (SQLException e) {
            throw AvailabilityTables.cannot(file, "read", e);
        }
    }

    private static Optional<String> last(Connection connection, String after, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT max(client) FROM" + " (SELECT client FROM device WHERE client > ? ORDER BY client LIMIT ?)")) {
            select.setString(1, after);
            select.setInt(2, most);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    /**
     * @param which a condition on {@code d.client}
     * @param clients its parameters, from the third on
     */
    private int read(Connection connection, long from, long until, String which, List<String> clients, Visitor visitor)
            throws SQLException {
        // What happened just after the period says how long its last absence was.
        int last = Months.of(until) + 1;
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT d.client, m.month, m.body FROM device AS d JOIN device_month AS m ON m.device = d.id"
                        + " AND m.month >= coalesce((SELECT max(month) FROM device_month WHERE device = d.id"
                        + " AND month <= ?1), 0) AND m.month <= ?2 WHERE " + which + " ORDER BY d.client, m.month")) {
            connection.setAutoCommit(false);
            select.setInt(1, Months.of(from));
            select.setInt(2, last);
            for (int i = 0; i < clients.size(); i++) {
                select.setString(3 + i, clients.get(i));
            }
            return visit(select, visitor);
        }
    }

    private int visit(PreparedStatement select, Visitor visitor) throws SQLException {
        int unreadable = 0;
        try (ResultSet row = select.executeQuery()) {
            String client = null;
            List<Timeline> months = new ArrayList<>();
            while (row.next()) {
                String next = row.getString(1);
                if (!next.equals(client)) {
                    visit(client, months, visitor);
                    client = next;
                    months.clear();
                }
                try {
                    months.add(codec.read(row.getBytes(3), Months.start(row.getInt(2))));
                } catch (RuntimeException e) {
                    unreadable++;
                }
            }
            visit(client, months, visitor);
        }
        return unreadable;
    }

    private static void visit(String client, List<Timeline> months, Visitor visitor) {
        if (!months.isEmpty()) {
            visitor.device(client, Months.join(months));
        }
    }

    private static List<BlindTime> blindTimes(Connection connection) throws SQLException {
        List<BlindTime> times = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT source, since, until FROM blind")) {
            while (row.next()) {
                long end = row.getLong(3);
                Optional<Long> until = row.wasNull() ? Optional.empty() : Optional.of(end);
                times.add(new BlindTime(row.getString(1), row.getLong(2), until));
            }
        }
        return times;
    }

    private static Optional<Long> moment(Connection connection, String fact) throws SQLException {
        return AvailabilityTables.texts(connection, "SELECT value FROM fact WHERE name = '" + fact + "'").stream()
                .findFirst()
                .map(Long::valueOf);
    }
}
