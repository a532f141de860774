package io.iotconnectivity.sandbox.aws.cloudwatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The {@code stats} command: {@code stats count(*) as n, max(@timestamp) by clientId, disconnectReason}, with {@code count}, {@code min},
 * {@code max}, {@code earliest} and {@code latest}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html">stats</a>
 */
record InsightsStats(Map<String, Function<List<InsightsRow>, Optional<String>>> columns, List<String> by) {

    static InsightsStats read(InsightsTokens tokens) {
        Map<String, Function<List<InsightsRow>, Optional<String>>> columns = new LinkedHashMap<>();
        do {
            String function = tokens.name();
            tokens.expect("(");
            String field = tokens.accept("*") ? "*" : tokens.peekSign(")") ? "" : tokens.name();
            tokens.expect(")");
            var aggregate = aggregate(tokens, function, field);
            columns.put(tokens.accept("as") ? tokens.name() : function + "(" + field + ")", aggregate);
        } while (tokens.accept(","));
        List<String> by = new ArrayList<>();
        if (tokens.accept("by")) {
            do {
                by.add(tokens.name());
            } while (tokens.accept(","));
        }
        return new InsightsStats(columns, by);
    }

    private static Function<List<InsightsRow>, Optional<String>> aggregate(
            InsightsTokens tokens, String function, String field) {
        if (function.equals("count")) {
            return rows -> Optional.of(String.valueOf(
                    field.isEmpty() || field.equals("*")
                            ? rows.size()
                            : values(rows, field).count()));
        }
        if (field.isEmpty() || field.equals("*")) {
            throw tokens.unexpected();
        }
        return switch (function) {
            case "min" -> rows -> values(rows, field).min(InsightsQuery::compare);
            case "max" -> rows -> values(rows, field).max(InsightsQuery::compare);
            case "earliest" ->
                rows -> values(rows.stream().sorted(InsightsQuery.NEWEST_FIRST.reversed()), field)
                        .findFirst();
            case "latest" ->
                rows -> values(rows.stream().sorted(InsightsQuery.NEWEST_FIRST), field)
                        .findFirst();
            default -> throw tokens.unexpected();
        };
    }

    private static Stream<String> values(List<InsightsRow> rows, String field) {
        return values(rows.stream(), field);
    }

    private static Stream<String> values(Stream<InsightsRow> rows, String field) {
        return rows.flatMap(row -> row.value(field).stream());
    }

    List<InsightsRow> apply(List<InsightsRow> rows) {
        Map<Map<String, String>, List<InsightsRow>> groups = new LinkedHashMap<>();
        rows.forEach(row ->
                groups.computeIfAbsent(row.only(by), key -> new ArrayList<>()).add(row));
        return groups.entrySet().stream()
                .map(group -> {
                    Map<String, String> values = new LinkedHashMap<>(group.getKey());
                    columns.forEach((name, aggregate) ->
                            aggregate.apply(group.getValue()).ifPresent(value -> values.put(name, value)));
                    return new InsightsRow(values);
                })
                .toList();
    }

    List<String> names() {
        return Stream.concat(by.stream(), columns.keySet().stream()).toList();
    }
}
