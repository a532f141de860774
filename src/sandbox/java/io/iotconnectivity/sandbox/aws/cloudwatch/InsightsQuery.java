package io.iotconnectivity.sandbox.aws.cloudwatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A query in the language of Logs Insights: {@code fields}, {@code display}, {@code filter}, {@code sort}, {@code limit}, {@code dedup} and
 * {@code stats}, joined by {@code |}. Everything else is refused, so that no test passes because a command was ignored.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html">Query syntax</a>
 */
final class InsightsQuery {
    static final Comparator<InsightsRow> NEWEST_FIRST = Comparator.comparing(
                    (InsightsRow row) -> row.value(InsightsRow.TIMESTAMP).orElse(""))
            .reversed();

    /**
     * @param rows    what is shown of each row
     * @param matched how many rows passed the filters
     */
    record Result(List<Map<String, String>> rows, int matched) {}

    private record Step(boolean filter, UnaryOperator<List<InsightsRow>> operator) {}

    private final InsightsTokens tokens;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private boolean sorted;
    private boolean aggregated;

    private InsightsQuery(InsightsTokens tokens) {
        this.tokens = tokens;
    }

    /** @throws io.iotconnectivity.sandbox.aws.protocol.AwsError {@code MalformedQueryException} */
    static InsightsQuery read(String text) {
        InsightsTokens tokens = new InsightsTokens(text);
        InsightsQuery query = new InsightsQuery(tokens);
        do {
            query.command();
        } while (tokens.accept("|"));
        if (!tokens.isAtEnd()) {
            throw tokens.unexpected();
        }
        return query;
    }

    Result run(List<InsightsRow> entries, int limit) {
        List<InsightsRow> rows =
                sorted ? entries : entries.stream().sorted(NEWEST_FIRST).toList();
        int matched = rows.size();
        for (Step step : steps) {
            rows = step.operator.apply(rows);
            matched = step.filter ? rows.size() : matched;
        }
        List<String> names = new ArrayList<>(
                shown.isEmpty() ? List.of(InsightsRow.TIMESTAMP, InsightsRow.MESSAGE) : List.copyOf(shown));
        if (!aggregated) {
            names.add(InsightsRow.POINTER);
        }
        return new Result(rows.stream().limit(limit).map(row -> row.only(names)).toList(), matched);
    }

    private void command() {
        if (tokens.accept("fields")) {
            fields();
        } else if (tokens.accept("display")) {
            shown.clear();
            fields();
        } else if (tokens.accept("filter")) {
            Predicate<InsightsRow> condition = InsightsFilter.read(tokens);
            add(true, rows -> rows.stream().filter(condition).toList());
        } else if (tokens.accept("sort")) {
            sorted = true;
            Comparator<InsightsRow> order = order();
            add(false, rows -> rows.stream().sorted(order).toList());
        } else if (tokens.accept("limit") || tokens.accept("head")) {
            int limit = tokens.positiveNumber();
            add(false, rows -> rows.stream().limit(limit).toList());
        } else if (tokens.accept("dedup")) {
            List<String> by = names();
            add(false, rows -> {
                Set<Map<String, String>> seen = new HashSet<>();
                return rows.stream().filter(row -> seen.add(row.only(by))).toList();
            });
        } else if (tokens.accept("stats")) {
            InsightsStats stats = InsightsStats.read(tokens);
            aggregated = true;
            shown.clear();
            shown.addAll(stats.names());
            add(false, stats::apply);
        } else {
            throw tokens.unexpected();
        }
    }

    private void add(boolean filter, UnaryOperator<List<InsightsRow>> operator) {
        steps.add(new Step(filter && !aggregated, operator));
    }

    private void fields() {
        do {
            String field = tokens.name();
            String name = tokens.accept("as") ? tokens.name() : field;
            if (!name.equals(field)) {
                add(
                        false,
                        rows -> rows.stream().map(row -> row.with(name, field)).toList());
            }
            shown.remove(name);
            shown.add(name);
        } while (tokens.accept(","));
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        do {
            names.add(tokens.name());
        } while (tokens.accept(","));
        return names;
    }

    private Comparator<InsightsRow> order() {
        Optional<Comparator<InsightsRow>> order = Optional.empty();
        do {
            String field = tokens.name();
            Comparator<InsightsRow> by = (one, other) ->
                    compare(one.value(field).orElse(""), other.value(field).orElse(""));
            boolean descending = tokens.accept("desc") || !tokens.accept("asc");
            Comparator<InsightsRow> next = descending ? by.reversed() : by;
            order = Optional.of(
                    order.map(previous -> previous.thenComparing(next)).orElse(next));
        } while (tokens.accept(","));
        return order.get();
    }

    /** As numbers if both are, else as texts. */
    static int compare(String one, String other) {
        var left = InsightsFilter.number(one);
        var right = InsightsFilter.number(other);
        return left.isPresent() && right.isPresent() ? left.get().compareTo(right.get()) : one.compareTo(other);
    }
}
