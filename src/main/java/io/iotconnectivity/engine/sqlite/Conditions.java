package io.iotconnectivity.engine.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What rows must fulfil: fixed texts, and the values for their question marks. */
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

    /** Returns the number of the next question mark. */
    int bind(PreparedStatement statement) throws SQLException {
        int next = 1;
        for (Object value : values) {
            statement.setObject(next++, value);
        }
        return next;
    }
}
