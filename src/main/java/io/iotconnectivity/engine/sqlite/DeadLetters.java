package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.view.StoredLetters;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Selects the rows of {@code dead_letter} that a query asks for, and changes those that are replayed. */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** How many events are redelivered at once. */
    static final int EVENTS_AT_ONCE = 200;

    /** A message may have 1 MiB, and all that are read at once are in memory together. */
    private static final int MESSAGES_AT_ONCE = 20;

    /** Signals that the rules failed on have no topic: they are no longer messages. */
    private static final String MESSAGES = "direction = 'in' AND topic IS NOT NULL";

    /** The most bytes of one letter's payload in a list. */
    static final int MOST_PAYLOAD = 128 * 1024;

    private static final int MOST_OF_PAGE = 4 * 1024 * 1024;

    private DeadLetters() {}

    /**
     * How many letters fit on a page, so that concurrent requests for pages of the largest letters do not fill the
     * memory.
     */
    static int fitting(Connection connection, Conditions page, int limit) throws SQLException {
        List<Integer> lengths = Rows.select(
                connection,
                "SELECT length(payload) AS length FROM dead_letter" + page.where() + " ORDER BY id DESC LIMIT ?",
                page,
                limit,
                row -> Math.min(MOST_PAYLOAD, row.getInt("length")));
        int fitting = 0;
        int bytes = 0;
        for (int length : lengths) {
            bytes += length;
            if (bytes > MOST_OF_PAGE) {
                return Math.max(1, fitting);
            }
            fitting++;
        }
        return limit;
    }

    /** No row has a number below 1. */
    static long number(LogPosition id) {
        return RowNumbers.SAME.number(id).orElse(0);
    }

    static Conditions conditions(DeadLetterQuery query) {
        Conditions conditions = new Conditions();
        query.id().ifPresent(id -> conditions.add("id = ?", number(id)));
        query.origin().ifPresent(name -> conditions.add("origin = ?", name));
        query.reason().ifPresent(text -> conditions.add("reason LIKE ? ESCAPE '\\'", '%' + Rows.escaped(text) + '%'));
        query.from().ifPresent(from -> conditions.add("at >= ?", from.toEpochMilli()));
        query.until().ifPresent(until -> conditions.add("at < ?", until.toEpochMilli()));
        return conditions;
    }

    private static Conditions conditions(DeadLetterQuery which, long after, long end) {
        return conditions(which).add("id > ?", after).add("id <= ?", end);
    }

    /** See {@link StoredLetters#last}. */
    static long last(Connection connection) throws SQLException {
        return Rows.select(
                        connection,
                        "SELECT coalesce(max(id), 0) FROM dead_letter LIMIT ?",
                        new Conditions(),
                        1,
                        row -> row.getLong(1))
                .get(0);
    }

    /** See {@link StoredLetters#messages}. */
    static List<StoredLetters.Message> messages(Connection connection, DeadLetterQuery which, long after, long end)
            throws SQLException {
        Conditions conditions = conditions(which, after, end).add(MESSAGES);
        return Rows.select(
                connection,
                "SELECT id, origin, topic, payload, original_size, reason, at FROM dead_letter" + conditions.where()
                        + " ORDER BY id LIMIT ?",
                conditions,
                MESSAGES_AT_ONCE,
                row -> new StoredLetters.Message(
                        row.getLong(1),
                        new Unreadable(
                                row.getString(2),
                                row.getString(3),
                                row.getBytes(4),
                                row.getInt(5),
                                row.getString(6),
                                Instant.ofEpochMilli(row.getLong(7)))));
    }

    /**
     * See {@link StoredLetters#undelivered}; at most {@link #EVENTS_AT_ONCE}.
     *
     * @param sinks at least one
     */
    static List<StoredLetters.Undelivered> undelivered(
            Connection connection, CloudEvents codec, DeadLetterQuery which, Set<String> sinks, long after, long end)
            throws SQLException {
        Conditions conditions = conditions(which, after, end)
                .add("direction = 'out'")
                .add("origin IN (?" + ", ?".repeat(sinks.size() - 1) + ")", sinks.toArray());
        return Rows.select(
                connection,
                "SELECT id, origin, payload FROM dead_letter" + conditions.where() + " ORDER BY id LIMIT ?",
                conditions,
                EVENTS_AT_ONCE,
                row -> new StoredLetters.Undelivered(
                        row.getLong(1), row.getString(2), event(row.getLong(1), row.getBytes(3), codec)));
    }

    private static Optional<Event> event(long id, byte[] payload, CloudEvents codec) {
        try {
            return Optional.of(codec.read(payload));
        } catch (IllegalArgumentException e) {
            LOG.warn("Dead letter {} is kept, because its event cannot be read: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    /** Deletes one, and returns whether it was there. */
    static boolean delete(Connection connection, long id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM dead_letter WHERE id = ?")) {
            delete.setLong(1, id);
            return delete.executeUpdate() > 0;
        }
    }

    /** Replaces the reason of one, and returns whether it was there. */
    static boolean changeReason(Connection connection, long id, String reason) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE dead_letter SET reason = ? WHERE id = ?")) {
            update.setString(1, reason);
            update.setLong(2, id);
            return update.executeUpdate() > 0;
        }
    }
}
