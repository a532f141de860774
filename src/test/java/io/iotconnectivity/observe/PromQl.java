package io.iotconnectivity.observe;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a query of Prometheus names: enough of its grammar to find that, no more.
 *
 * @param metrics names of samples
 * @param labels in selectors and in groupings
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/basics/">Querying Prometheus</a>
 */
record PromQl(Set<String> metrics, Set<String> labels) {
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.$:])([a-zA-Z_:][\\w:]*)(?!\\s*\\()(?![\\w:])");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    static PromQl of(String query) {
        Set<String> labels = new TreeSet<>();
        String rest = TEXT.matcher(query).replaceAll("");
        Matcher selector = SELECTOR.matcher(rest);
        while (selector.find()) {
            Matcher label = MATCHER.matcher(selector.group(1));
            while (label.find()) {
                labels.add(label.group(1));
            }
        }
        rest = SELECTOR.matcher(rest).replaceAll("").replaceAll("\\[[^\\]]*]", "");
        Matcher grouping = GROUPING.matcher(rest);
        while (grouping.find()) {
            for (String label : grouping.group(1).split(",")) {
                if (!label.isBlank()) {
                    labels.add(label.strip());
                }
            }
        }
        rest = GROUPING.matcher(rest).replaceAll(" ");
        Set<String> metrics = new TreeSet<>();
        Matcher name = NAME.matcher(rest);
        while (name.find()) {
            if (!WORDS.contains(name.group(1).toLowerCase(Locale.ROOT))) {
                metrics.add(name.group(1));
            }
        }
        return new PromQl(metrics, labels);
    }
}
