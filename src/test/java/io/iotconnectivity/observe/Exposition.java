package io.iotconnectivity.observe;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry exports, read from the text format of Prometheus.
 *
 * @param families by their names
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>
 */
public record Exposition(Map<String, Family> families) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");

    /**
     * One metric with all its labels.
     *
     * @param labels without {@code le} and {@code quantile}, which belong to the type
     * @param samples the names that queries may use
     * @param series how many there are
     */
    public record Family(String name, String type, String help, Set<String> labels, Set<String> samples, int series) {}

    public static Exposition parse(String text) {
        Map<String, Family> families = new TreeMap<>();
        Map<String, String> help = new TreeMap<>();
        String family = "";
        String type = "";
        Set<String> labels = new TreeSet<>();
        Set<String> samples = new TreeSet<>();
        int series = 0;
        for (String line : (text + "\n# TYPE end end").split("\n")) {
            if (line.startsWith("# HELP ")) {
                String[] words = line.split(" ", 4);
                help.put(words[2], words.length > 3 ? words[3] : "");
            } else if (line.startsWith("# TYPE ")) {
                if (!family.isEmpty()) {
                    families.put(
                            family,
                            new Family(
                                    family,
                                    type,
                                    help.getOrDefault(family, ""),
                                    Set.copyOf(labels),
                                    Set.copyOf(samples),
                                    series));
                }
                family = line.split(" ")[2];
                type = line.split(" ")[3];
                labels.clear();
                samples.clear();
                series = 0;
            } else if (!line.isBlank() && !line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new IllegalArgumentException("not a sample: " + line);
                }
                samples.add(sample.group(1));
                series++;
                if (sample.group(2) != null) {
                    Matcher label = LABEL.matcher(sample.group(2));
                    while (label.find()) {
                        labels.add(label.group(1));
                    }
                    labels.removeAll(Set.of("le", "quantile"));
                }
            }
        }
        return new Exposition(families);
    }
}
