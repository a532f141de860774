package io.iotconnectivity.bench;

import java.util.List;
import java.util.function.Function;

/** Prints rows in columns that are as wide as their widest cell. */
final class Table {
    private static final Row HEAD = new Row("", "product", "bare", "ratio", "first mark");
    private static final List<Function<Row, String>> COLUMNS =
            List.of(Row::what, Row::product, Row::bare, Row::ratio, Row::mark);

    private Table() {}

    static String of(List<Row> rows) {
        StringBuilder text = new StringBuilder(line(HEAD, rows));
        text.append("-".repeat(text.length() - 1)).append('\n');
        rows.forEach(row -> text.append(line(row, rows)));
        return text.toString();
    }

    private static String line(Row row, List<Row> rows) {
        StringBuilder line = new StringBuilder();
        for (Function<Row, String> column : COLUMNS) {
            int width = Math.max(column.apply(HEAD).length(), widest(column, rows));
            line.append(column.apply(row))
                    .append(" ".repeat(width - column.apply(row).length() + 2));
        }
        return line.append('\n').toString();
    }

    private static int widest(Function<Row, String> column, List<Row> rows) {
        return rows.stream().map(column).mapToInt(String::length).max().orElse(0);
    }
}
