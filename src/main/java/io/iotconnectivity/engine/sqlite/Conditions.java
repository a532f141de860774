package io.iotconnectivity.engine.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a query: fixed SQL texts, and the values of their parameters. */
final class Conditions {
    private final List<String> texts = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    Conditions add(String text, Object... parameters) {
        texts.add(text);
        values.addAll(List.of(parameters));
        return this;
    }

    Conditions copy() {
        Conditions copy = new Conditions();
        copy.texts.addAll(texts);
        copy.values.addAll(values);
        return copy;
    }

    String where() {
        return texts.isEmpty() ? "" : " WHERE " + String.join(" AND ", texts);
    }

    /** Returns the index of the next parameter. */
    int bind(PreparedStatement statement) throws SQLException {
        int next = 1;
        for (Object value : values) {
            statement.setObject(next++, value);
        }
        return next;
    }
}
