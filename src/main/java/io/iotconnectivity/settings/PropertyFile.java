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
 * Reads the format of {@link Properties} and tracks line numbers, which {@link Properties} itself does not. A backslash
 * before any letter, which {@link Properties} drops silently, is a problem: patterns are full of them.
 */
final class PropertyFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    /** Characters that have a meaning to {@link Properties} after a backslash, or need one. */
    private static final String ESCAPED = "tnrfu\n\\:=#! ";

    private final String name;
    private final List<String> problems;

    /**
     * @param name as it should appear in error messages
     * @param problems receives what is wrong with the file itself
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
        return logical.indexOf('\\') < 0 ? split(logical, origin) : unescape(logical, origin);
    }

    /** Reads a line without escapes. {@link Properties} would set up buffers for a whole file for each. */
    private Optional<Entry> split(String line, String origin) {
        int start = skipBlanks(line, 0);
        int end = start;
        while (end < line.length() && !isSeparator(line.charAt(end)) && !isBlank(line.charAt(end))) {
            end++;
        }
        int value = skipBlanks(line, end);
        if (value < line.length() && isSeparator(line.charAt(value))) {
            value++;
        }
        return entry(line.substring(start, end), line.substring(value), origin);
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Only what {@link Properties} takes for white space. */
    private static boolean isBlank(char letter) {
        return letter == ' ' || letter == '\t' || letter == '\f';
    }

    private static boolean isSeparator(char letter) {
        return letter == '=' || letter == ':';
    }

    private Optional<Entry> unescape(String logical, String origin) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logical));
        } catch (IOException | IllegalArgumentException e) {
            problems.add("This line contains an invalid \\u escape; double the backslash (" + origin + ")");
            return Optional.empty();
        }
        return one.stringPropertyNames().stream().findFirst().flatMap(key -> entry(key, one.getProperty(key), origin));
    }

    private Optional<Entry> entry(String key, String value, String origin) {
        if (!Entry.canBeKey(key)) {
            problems.add("This line names no setting (" + origin + "); remove it");
            return Optional.empty();
        }
        return Optional.of(new Entry(key, value.strip(), origin));
    }

    /** Each backslash that would be lost, with its letter and its position: {@code &#92;d} and {@code file:3}. */
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

    /** Shows no more of the value than the backslashes and what follows them, because it may be a secret. */
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
