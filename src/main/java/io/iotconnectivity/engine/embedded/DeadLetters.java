package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.DeadLetterQuery;

/** Which rows of {@code dead_letter} a question is about. */
final class DeadLetters {
    private DeadLetters() {}

    static Conditions conditions(DeadLetterQuery query) {
        Conditions conditions = new Conditions();
        query.id().ifPresent(id -> conditions.add("id = ?", id));
        query.origin().ifPresent(name -> conditions.add("origin = ?", name));
        query.reason().ifPresent(text -> conditions.add("reason LIKE ? ESCAPE '\\'", '%' + Rows.escaped(text) + '%'));
        query.from().ifPresent(from -> conditions.add("at >= ?", from.toEpochMilli()));
        query.until().ifPresent(until -> conditions.add("at < ?", until.toEpochMilli()));
        return conditions;
    }
}
