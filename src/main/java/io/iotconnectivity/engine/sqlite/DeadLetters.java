package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.LogPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Selects the rows of {@code dead_letter} that a query asks for. */
final class DeadLetters {
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
}
