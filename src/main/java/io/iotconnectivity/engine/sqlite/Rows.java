package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.Ledger.Page;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads lists page by page. */
final class Rows {
    private Rows() {}

    /** Converts one row. */
    interface Mapping<T> {
        T map(ResultSet row) throws SQLException;
    }

    /**
     * @param sql contains the conditions, followed by a parameter for the limit
     */
    static <T> List<T> select(Connection connection, String sql, Conditions conditions, int limit, Mapping<T> mapping)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int next = conditions.bind(select);
            select.setInt(next, limit);
            List<T> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(mapping.map(row));
                }
            }
            return found;
        }
    }

    /** Is told of rows that cannot be read. */
    interface Unreadable {
        void row(ResultSet row) throws SQLException;
    }

    /** Like {@link #select}, but leaves out rows that cannot be read. */
    static <T> List<T> readable(
            Connection connection,
            String sql,
            Conditions conditions,
            int limit,
            Mapping<T> mapping,
            Unreadable unreadable)
            throws SQLException {
        return select(connection, sql, conditions, limit, row -> {
                    try {
                        return Optional.of(mapping.map(row));
                    } catch (RuntimeException e) {
                        unreadable.row(row);
                        return Optional.<T>empty();
                    }
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    static long count(Connection connection, String table, Conditions conditions) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT count(*) FROM " + table + conditions.where())) {
            conditions.bind(select);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Makes a page of a list that was fetched with one row more than the limit. */
    static <T> Page<T> page(List<T> found, long total, int limit, Function<T, String> key) {
        if (found.size() <= limit) {
            return new Page<>(found, total, Optional.empty());
        }
        List<T> items = List.copyOf(found.subList(0, limit));
        return new Page<>(items, total, Optional.of(key.apply(items.get(limit - 1))));
    }

    /** Escapes a text so that {@code LIKE … ESCAPE '\\'} takes it literally. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
