package io.iotconnectivity.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tables of {@code docs/metrics.md}.
 *
 * @param rows by the names of the metrics; a histogram of Micrometer has its largest value as a gauge beside it
 */
public record MetricsTable(Map<String, Row> rows) {

    /**
     * @param type as Prometheus names it
     * @param description without its links
     */
    public record Row(String name, String type, Set<String> labels, String description) {
        /** The names that a query may use. */
        public Set<String> samples() {
            return type.equals("histogram")
                    ? Set.of(name + "_bucket", name + "_sum", name + "_count")
                    : type.equals("summary") ? Set.of(name, name + "_sum", name + "_count") : Set.of(name);
        }

        /** The labels that a query may use. */
        public boolean has(String label) {
            return labels.contains(label) || type.equals("histogram") && label.equals("le");
        }
    }

    /** Of this project. */
    public static MetricsTable read() {
        Map<String, Row> rows = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
                if (line.startsWith("| `")) {
                    add(rows, line.substring(1).split("\\|"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MetricsTable(rows);
    }

    private static void add(Map<String, Row> rows, String[] cells) {
        String name = cells[0].strip().replace("`", "");
        String type = cells[1].strip();
        Set<String> labels = new TreeSet<>();
        for (String label : cells[2].strip().split("[ ,`]+")) {
            if (!label.isEmpty()) {
                labels.add(label);
            }
        }
        String description = cells[3].strip().replaceAll("( \\(|; )\\[[^]]*]\\([^)]*\\)\\)?", "");
        put(rows, new Row(name, type, labels, description));
        if (type.equals("histogram")) {
            put(rows, new Row(name + "_max", "gauge", labels, description));
        }
    }

    private static void put(Map<String, Row> rows, Row row) {
        if (rows.put(row.name(), row) != null) {
            throw new IllegalArgumentException("docs/metrics.md has " + row.name() + " twice");
        }
    }
}
