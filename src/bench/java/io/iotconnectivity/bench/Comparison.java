package io.iotconnectivity.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Two runs beside each other. A figure has changed if its median has moved by more than the spread of either run, and by more than a
 * twentieth: a figure that was measured once has no spread.
 */
final class Comparison {
    private static final double LEAST = 0.05;
    private static final List<String> HEAD = List.of("", "old", "new", "new / old", "");

    /** What became of a figure. */
    private enum Outcome {
        WORSE("WORSE"),
        BETTER("better"),
        SAME(""),
        NOT_COMPARED("not compared");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }
    }

    private final Results before;
    private final Results after;
    private final List<List<String>> lines = new ArrayList<>();
    private int worse;

    private Comparison(Results before, Results after) {
        this.before = before;
        this.after = after;
    }

    static Comparison of(Results before, Results after) {
        Comparison comparison = new Comparison(before, after);
        Map<String, Row> old = byName(before);
        Map<String, Row> now = byName(after);
        Set<String> names = new LinkedHashSet<>(now.keySet());
        names.addAll(old.keySet());
        names.forEach(
                name -> comparison.add(name, Optional.ofNullable(old.get(name)), Optional.ofNullable(now.get(name))));
        return comparison;
    }

    private static Map<String, Row> byName(Results results) {
        Map<String, Row> rows = new LinkedHashMap<>();
        results.rows().forEach(row -> rows.put(row.what(), row));
        return rows;
    }

    private void add(String name, Optional<Row> old, Optional<Row> now) {
        if (now.isPresent() && now.get().isFailed()) {
            worse++;
            line(name, text(old), now.get().product().text(), "", "NOT MEASURED");
        } else if (old.isEmpty() || now.isEmpty()) {
            line(name, text(old), text(now), "", old.isEmpty() ? "only in the new run" : "only in the old run");
        } else {
            compare(name, old.get(), now.get());
        }
    }

    private void compare(String name, Row old, Row now) {
        // A row that has got a bare client since is another measure.
        boolean isSameMeasure =
                old.ratio().spread().isPresent() == now.ratio().spread().isPresent();
        Optional<Spread> was = old.judged();
        Optional<Spread> is = now.judged();
        if (!isSameMeasure || was.isEmpty() || is.isEmpty()) {
            line(name, text(Optional.of(old)), text(Optional.of(now)), "", Outcome.NOT_COMPARED.text);
            return;
        }
        Outcome outcome = outcome(was.get(), is.get(), now.better());
        if (outcome == Outcome.WORSE) {
            worse++;
        }
        line(
                name,
                text(Optional.of(old)),
                text(Optional.of(now)),
                Spread.plain(is.get().median() / was.get().median()),
                outcome.text);
    }

    private static Outcome outcome(Spread was, Spread is, Better better) {
        double change = is.median() - was.median();
        if (!Double.isFinite(change)) {
            return Outcome.NOT_COMPARED;
        }
        double noise = Math.max(LEAST * Math.abs(was.median()), Math.max(was.width(), is.width()));
        if (Math.abs(change) <= noise) {
            return Outcome.SAME;
        }
        return change > 0 == (better == Better.MORE) ? Outcome.BETTER : Outcome.WORSE;
    }

    private void line(String name, String old, String now, String ratio, String outcome) {
        lines.add(List.of(name, old, now, ratio, outcome));
    }

    private static String text(Optional<Row> row) {
        return row.map(one -> one.ratio().spread().isPresent()
                        ? one.ratio().text() + " of bare"
                        : one.product().text())
                .orElse("");
    }

    boolean isWorse() {
        return worse > 0;
    }

    String text() {
        List<String> text = new ArrayList<>();
        text.add("old: " + heading(before));
        text.add("new: " + heading(after));
        before.machine().warning().ifPresent(warning -> text.add("old: " + warning));
        after.machine().warning().ifPresent(warning -> text.add("new: " + warning));
        before.machine()
                .differences(after.machine())
                .forEach(difference -> text.add("The machines differ in " + difference + "."));
        text.add("");
        text.add(Table.of(HEAD, lines));
        text.add(worse == 0 ? "nothing got worse" : "rows that got worse or were not measured: " + worse);
        return String.join("\n", text);
    }

    private static String heading(Results results) {
        return results.commit() + ", " + results.at() + "; " + results.machine();
    }
}
