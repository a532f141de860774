package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.observe.Exposition;
import io.iotconnectivity.observe.MetricsTable;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Device;
import io.iotconnectivity.sandbox.Fleet;
import io.iotconnectivity.sandbox.FleetSettings;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the running product measures, with all of it switched on, and what {@code docs/metrics.md} says of it. */
class MetricsIT {
    private static final String GROUP = "sensor-00";
    private static final String CLIENT = GROUP + "01";

    @TempDir
    Path directory;

    @Test
    void theTableOfMetricsIsTrueAndWhole() throws Exception {
        Files.createDirectories(directory.resolve("routes"));
        Files.writeString(
                directory.resolve("routes/enrich-sites.camel.yaml"),
                """
                - route:
                    id: enrich-sites
                    group: enrich
                    description: Knows where every device is
                    from:
                      uri: direct
                      parameters: {name: enrich-sites}
                      steps:
                        - setBody: {id: know, simple: '{"sensor-0001":{"site":"Oslo"}}'}
                """);
        try (Broker broker = Broker.builder().start();
                AwsEndpoint aws = AwsEndpoint.start(0);
                WebhookInbox inbox = WebhookInbox.start(0)) {
            aws.things().create(CLIENT);
            Setup setup = Setup.in(directory, broker.url())
                    .withAws(aws)
                    .with("sign-of-life.enabled", "true")
                    .with("sign-of-life.topic", "life/+")
                    .with("stale.after", "1h")
                    .with("probe.enabled", "true")
                    .with("disconnect.enabled", "true")
                    .with("enrichment.enabled", "true")
                    .with("enrichment.wait", "100ms")
                    .with("verify", "connection")
                    .with("deaf.subscriptions", "cmd/${clientId}")
                    .with("availability.slo", "99%")
                    .with("network.asn-file", directory.resolve("asn.mmdb").toString())
                    .with("verify.wait", "1s")
                    .with("reconcile.enabled", "true")
                    .with("group.pattern", "(?<group>sensor-00).*")
                    .with("record.folder", directory.resolve("record").toString())
                    .withWebhook("desk", inbox.uri("desk"));
            try (RunningProduct product = setup.start().awaitUp();
                    Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(1))) {
                Device device = fleet.device(CLIENT);
                device.connect().join();
                await().untilAsserted(() -> assertThat(product.stateOf(CLIENT)).isEqualTo("ONLINE"));
                device.vanish().join();
                String told = "iotc_deliveries_total{result=\"delivered\",sink=\"webhook-desk\"}";
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertThat(value(product, told)).isPositive();
                    assertThat(product.text("/observe/metrics")).contains("iotc_lookup_calls_total");
                });
                String text = product.text("/observe/metrics");

                assertThat(text)
                        .as("no label holds a client id, a group, an address or a path of ours")
                        .doesNotContain(GROUP, inbox.uri("desk").toString(), directory.toString());
                Map<String, Exposition.Family> exported = Exposition.parse(text).families();
                Map<String, MetricsTable.Row> documented = MetricsTable.read().rows();
                assertThat(documented.keySet())
                        .as("docs/metrics.md has what is exported")
                        .containsAll(exported.keySet());
                assertThat(summaries(exported))
                        .as("docs/metrics.md has nothing else, and the types, labels and descriptions")
                        .isEqualTo(documentedSummaries(documented));
                assertThat(exported.values()).allSatisfy(family -> {
                    assertThat(family.help()).as(family.name()).isNotBlank();
                    assertThat(family.series()).as(family.name()).isLessThan(200);
                });
                assertThat(value(product, "iotc_verdicts_total{from=\"SUSPECT\",to=\"OFFLINE\"}"))
                        .isEqualTo(1);
                assertThat(value(product, "iotc_lag_intake_seconds_count{kind=\"disconnected\"}"))
                        .isEqualTo(1);
                assertThat(value(product, "iotc_lag_verdict_seconds_count{type=\"device.offline\"}"))
                        .isEqualTo(1);
                assertThat(value(product, "iotc_lag_end_to_end_seconds_count{sink=\"webhook-desk\"}"))
                        .isEqualTo(1);
                assertThat(value(product, "iotc_incidents_open{kind=\"device\"}"))
                        .isNotNegative();
                assertThat(value(product, "iotc_devices{state=\"OFFLINE\"}")).isEqualTo(1);
            }
        }
    }

    private static double value(RunningProduct product, String series) {
        return product.text("/observe/metrics")
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    private static Map<String, String> summaries(Map<String, Exposition.Family> exported) {
        return exported.values().stream()
                .filter(family -> isOurs(family.name()))
                .collect(Collectors.toMap(
                        Exposition.Family::name,
                        family -> family.type() + " " + new TreeSet<>(family.labels()) + ": " + family.help(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static Map<String, String> documentedSummaries(Map<String, MetricsTable.Row> documented) {
        return documented.values().stream()
                .filter(row -> isOurs(row.name()))
                .collect(Collectors.toMap(
                        MetricsTable.Row::name,
                        row -> row.type() + " " + new TreeSet<>(row.labels()) + ": " + row.description(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** What the Java runtime tells depends on its garbage collector, and on whether it has run yet. */
    private static boolean isOurs(String name) {
        return name.startsWith("iotc_");
    }
}
