package io.iotconnectivity.settings;

import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Reads the format of {@link Properties} and remembers the lines, which {@link Properties} itself does not. A backslash before
 * any letter, which {@link Properties} drops without a word, is a problem: patterns are full of them.
 */
final class PropertyFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    /** What {@link Properties} gives a meaning, or has to have a backslash before. */
    private static final String ESCAPED = "tnrfu\n\\:=#! ";

    private final String name;
    private final List<String> problems;

    /**
     * @param name as it is to stand in error texts
     * @param problems gets what is wrong with the file as such
     */
    PropertyFile(String name, List<String> problems) {
        this.name = name;
        this.problems = problems;
    }

    List<Entry> read(String text) {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        String[] lines = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).split("\r\n|\n|\r", -1);
        for (int i = 0; i < lines.length; i++) {
            String start = lines[i].stripLeading();
            if (start.isEmpty() || start.startsWith("#") || start.startsWith("!")) {
                continue;
            }
            int first = i;
            StringBuilder logical = new StringBuilder(lines[i]);
            while (continues(lines[i]) && i + 1 < lines.length) {
                i++;
                logical.append('\n').append(lines[i]);
            }
            String origin = name + ":" + (first + 1);
            List<String> lost = lostBackslashes(logical.toString(), first + 1);
            parse(logical.toString(), origin).ifPresent(entry -> {
                if (!lost.isEmpty()) {
                    problems.add(doubled(entry.key(), lost));
                }
                String earlier = seen.putIfAbsent(entry.key(), origin);
                if (earlier != null) {
                    problems.add(entry.key() + " is set twice, at " + earlier + " and at " + origin
                            + "; remove one of the lines");
                }
                entries.add(entry);
            });
        }
        return entries;
    }

    private Optional<Entry> parse(String logical, String origin) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logical));
        } catch (IOException | IllegalArgumentException e) {
            problems.add("This line contains an invalid \\u escape; double the backslash (" + origin + ")");
            return Optional.empty();
        }
        Optional<String> key = one.stringPropertyNames().stream().findFirst();
        if (key.filter(Entry::canBeKey).isEmpty()) {
            key.ifPresent(odd -> problems.add("This line names no setting (" + origin + "); remove it"));
            return Optional.empty();
        }
        return key.map(known -> new Entry(known, one.getProperty(known).strip(), origin));
    }

    /** Each backslash that would be lost, with its letter and its place: {@code &#92;d} and {@code file:3}. */
    private List<String> lostBackslashes(String logical, int firstLine) {
        List<String> lost = new ArrayList<>();
        int line = firstLine;
        for (int i = 0; i < logical.length(); i++) {
            if (logical.charAt(i) == '\n') {
                line++;
            } else if (logical.charAt(i) == '\\') {
                i++;
                int letter = i < logical.length() ? logical.codePointAt(i) : '\n';
                if (ESCAPED.indexOf(letter) < 0) {
                    lost.add("\\" + Printable.of(Character.toString(letter)) + " (" + name + ":" + line + ")");
                }
                line += letter == '\n' ? 1 : 0;
            }
        }
        return lost;
    }

    /** Shows of the value no more than the backslashes and what follows them, because it may be a secret. */
    private static String doubled(String key, List<String> lost) {
        return key + ": a backslash must be doubled here; write "
                + lost.stream().distinct().map(one -> "\\" + one).collect(Collectors.joining(", "));
    }

    private static boolean continues(String line) {
        int backslashes = 0;
        for (int i = line.length() - 1; i >= 0 && line.charAt(i) == '\\'; i--) {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
