package io.iotconnectivity.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Prints rows in columns that are as wide as their widest cell. */
final class Table {
    private static final String GAP = "  ";

    private Table() {}

    /** @param rows each with as many cells as the head */
    static String of(List<String> head, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(List.of(head));
        all.addAll(rows);
        List<Integer> widths = IntStream.range(0, head.size())
                .mapToObj(column -> all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        StringBuilder text = new StringBuilder();
        all.forEach(row -> text.append(line(row, widths)));
        int width = widths.stream().mapToInt(Integer::intValue).sum() + GAP.length() * (widths.size() - 1);
        return text.insert(text.indexOf("\n") + 1, "-".repeat(width) + "\n").toString();
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(cell)
                    .append(" ".repeat(widths.get(column) - cell.length()))
                    .append(GAP);
        }
        return line.toString().stripTrailing() + "\n";
    }
}
