package io.iotconnectivity.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one run has measured.
 *
 * @param commit the version of the source, with {@code -changed} behind it if files were changed since; {@code unknown} outside of a
 *     checkout
 */
record Results(Instant at, String commit, Machine machine, List<Row> rows) {
    private static final List<String> HEAD = List.of("", "product", "bare", "ratio", "mark");

    Results {
        rows = List.copyOf(rows);
    }

    /** The table, with what is to be known about it. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("iot-connectivity " + commit + ", " + at + "; " + machine + "; minimum / median / maximum");
        machine.warning().ifPresent(lines::add);
        lines.add("");
        lines.add(Table.of(HEAD, rows.stream().map(Row::cells).toList()));
        lines.add(String.format(
                Locale.ROOT,
                "marks: %d met, %d missed; rows not measured: %d",
                rows.stream().filter(Row::isMet).count(),
                rows.stream().filter(Row::isMissed).count(),
                rows.stream().filter(Row::isFailed).count()));
        return String.join("\n", lines);
    }
}
