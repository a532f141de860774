package io.iotconnectivity.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The dashboard and the alerts name metrics and labels that there are. {@code docs/metrics.md} stands for these; that it is true is
 * shown against the running product elsewhere.
 */
class DeployFilesTest {
    /** What Prometheus adds to every series that it scrapes. */
    private static final Set<String> OF_THE_SCRAPE = Set.of("instance", "job");

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
    private static final Pattern TEMPLATE_LABEL = Pattern.compile("\\$labels\\.(\\w+)");

    private final MetricsTable table = MetricsTable.read();

    @Test
    void queriesAreReadForTheirMetricsAndLabels() {
        PromQl query = PromQl.of(
                "histogram_quantile(0.95, sum by (le, job) (rate(a_seconds_bucket{x=\"b{c}\",y!~'d'}[5m]))) > 1e9"
                        + " unless on (z) b_total offset 5m and changes(c[1h:5m]) * $n");

        assertThat(query.metrics()).containsExactly("a_seconds_bucket", "b_total", "c");
        assertThat(query.labels()).containsExactly("job", "le", "x", "y", "z");
    }

    @Test
    void everyAlertAsksForMetricsThatThereAre() throws IOException {
        for (JsonNode rule : alerts()) {
            assertKnown(rule.path("alert").asText(), rule.path("expr").asText());
        }
    }

    @Test
    void everyAlertSaysWhatItMeansAndWhatToDo() throws IOException {
        String runbook = Files.readString(Path.of("docs/runbook.md"));
        Set<String> anchors = new TreeSet<>();
        Matcher anchor = Pattern.compile("<a id=\"(alert-[a-z-]+)\"></a>\n## ").matcher(runbook);
        while (anchor.find()) {
            anchors.add(anchor.group(1));
        }
        Set<String> named = new TreeSet<>();
        for (JsonNode rule : alerts()) {
            String name = rule.path("alert").asText();
            assertThat(name).startsWith("IotConnectivity");
            assertThat(rule.at("/labels/severity").asText()).as(name).isIn("critical", "warning", "info");
            assertThat(rule.at("/annotations/summary").asText()).as(name).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).as(name).hasSizeGreaterThan(60);
            String section = "alert-"
                    + name.substring("IotConnectivity".length())
                            .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                            .toLowerCase(Locale.ROOT);
            assertThat(rule.at("/annotations/runbook").asText()).as(name).isEqualTo("docs/runbook.md#" + section);
            named.add(section);
        }
        assertThat(anchors).isEqualTo(named);
    }

    @Test
    void textsOfAlertsUseLabelsThatTheirMetricsHave() throws IOException {
        for (JsonNode rule : alerts()) {
            Set<String> had = new TreeSet<>(OF_THE_SCRAPE);
            PromQl.of(rule.path("expr").asText())
                    .metrics()
                    .forEach(metric ->
                            had.addAll(row(metric, rule.path("alert").asText()).labels()));
            for (JsonNode text : rule.path("annotations")) {
                Matcher label = TEMPLATE_LABEL.matcher(text.asText());
                while (label.find()) {
                    assertThat(had).as(rule.path("alert").asText()).contains(label.group(1));
                }
            }
        }
    }

    @Test
    void everyPanelAsksForMetricsThatThereAreAndSaysWhatItShows() throws IOException {
        JsonNode dashboard = dashboard();
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("description").asText()).as(title).isNotBlank();
                assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
                assertThat(panel.path("targets")).as(title).isNotEmpty();
            }
            for (JsonNode target : panel.path("targets")) {
                String query = target.path("expr").asText();
                assertKnown(title, query);
                queries.add(query);
            }
        }
        assertThat(queries).hasSizeGreaterThan(40);
        for (JsonNode annotation : dashboard.at("/annotations/list")) {
            assertKnown("annotation", annotation.path("expr").asText());
        }
    }

    @Test
    void variablesOfTheDashboardAreFilledFromMetricsThatThereAre() throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode variable : dashboard().at("/templating/list")) {
            names.add(variable.path("name").asText());
            if (variable.path("type").asText().equals("query")) {
                Matcher values =
                        LABEL_VALUES.matcher(variable.at("/query/query").asText());
                assertThat(values.matches()).isTrue();
                assertKnown("variable", values.group(1) + "{" + values.group(2) + "=\"\"}");
            }
        }
        assertThat(names).containsExactly("datasource", "instance");
    }

    @Test
    void panelsDoNotLieOnEachOther() throws IOException {
        Set<String> taken = new TreeSet<>();
        for (JsonNode panel : dashboard().path("panels")) {
            JsonNode place = panel.path("gridPos");
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    assertThat(place.path("x").asInt() + x).isLessThan(24);
                    assertThat(taken.add((place.path("x").asInt() + x) + ","
                                    + (place.path("y").asInt() + y)))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        }
    }

    private void assertKnown(String where, String query) {
        PromQl asked = PromQl.of(query);
        assertThat(asked.metrics()).as(where + ": " + query).isNotEmpty();
        for (String label : asked.labels()) {
            assertThat(OF_THE_SCRAPE.contains(label)
                            || asked.metrics().stream()
                                    .anyMatch(metric -> row(metric, where).has(label)))
                    .as(where + " asks for the label " + label)
                    .isTrue();
        }
        asked.metrics().forEach(metric -> row(metric, where));
    }

    private MetricsTable.Row row(String sample, String where) {
        return table.rows().values().stream()
                .filter(row -> row.samples().contains(sample))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError(where + " asks for " + sample + ", which docs/metrics.md has not"));
    }

    private static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = new ArrayList<>();
        for (JsonNode group : new YAMLMapper()
                .readTree(Path.of("deploy/alerts.yaml").toFile())
                .path("groups")) {
            group.path("rules").forEach(alerts::add);
        }
        assertThat(alerts).isNotEmpty();
        return alerts;
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(Path.of("deploy/grafana.json").toFile());
    }
}
