package io.iotconnectivity.settings;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Reads the format of {@link Properties} and remembers the lines, which {@link Properties} itself does not. */
final class PropertyFile {
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
        String[] lines = text.split("\r\n|\n|\r", -1);
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
            parse(logical.toString(), origin).ifPresent(entry -> {
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
            problems.add("This line holds a broken \\u escape; double the backslash (" + origin + ")");
            return Optional.empty();
        }
        return one.stringPropertyNames().stream()
                .findFirst()
                .map(key -> new Entry(key, one.getProperty(key).strip(), origin));
    }

    private static boolean continues(String line) {
        int backslashes = 0;
        for (int i = line.length() - 1; i >= 0 && line.charAt(i) == '\\'; i--) {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
