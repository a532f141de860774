package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the settings say of groups, maintenance and dependencies decides which incidents the running product opens. */
class GroupsAndSuppressionIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> OSLO = List.of("o1", "o2", "o3", "o4");

    @TempDir
    private Path directory;

    @Test
    void outagesOfASiteAreOneIncidentAndThoseThatAreExplainedNone() {
        try (Broker broker = Broker.builder().start();
                AwsEndpoint aws = AwsEndpoint.start(0)) {
            OSLO.forEach(client -> aws.things().setAttribute(client, "site", "Oslo"));
            Setup setup = Setup.in(directory, broker.url())
                    .withAws(aws)
                    .with("last-will.enabled", "false")
                    .with("group.attribute", "site")
                    .with("group.pattern", "(?<group>[a-z]+)-.*")
                    .with("storm.threshold", "4")
                    .with("maintenance.rebuild.group", "pump")
                    .with("maintenance.rebuild.cron", "* * * * *")
                    .with("maintenance.rebuild.for", "1h")
                    .with("maintenance.rebuild.comment", "new pumps")
                    .with("dependency.(?<site>[a-z]+)-sensor-.*", "${site}-gateway");
            PresenceFeed presence = new PresenceFeed(broker);
            List<String> others = List.of("pump-1", "bergen-gateway", "bergen-sensor-1");
            try (RunningProduct product = setup.start().awaitUp()) {
                await().atMost(SOON).untilAsserted(() -> assertThat(product.output())
                        .contains("has been read for groups: 1 in all"));
                OSLO.forEach(client -> presence.connects(client, 1));
                others.forEach(client -> presence.connects(client, 1));
                await().atMost(SOON).untilAsserted(() -> assertThat(product.get("/api/devices?state=ONLINE")
                                .get("total")
                                .asInt())
                        .isEqualTo(7));

                // The gateway first: what depends on it is explained by it.
                presence.drops("bergen-gateway", 1);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(open(product)).containsExactly("device/bergen-gateway"));
                presence.drops("bergen-sensor-1", 1);
                presence.drops("pump-1", 1);
                OSLO.forEach(client -> presence.drops(client, 1));

                await().atMost(SOON).untilAsserted(() -> assertThat(open(product))
                        .containsExactly("device/bergen-gateway", "group/Oslo"));
                await().atMost(SOON).untilAsserted(() -> assertThat(
                                product.get("/api/devices/pump-1/explain").toString())
                        .contains("because the maintenance window rebuild is open until", ": new pumps."));
                await().atMost(SOON).untilAsserted(() -> assertThat(product.get("/api/devices/bergen-sensor-1/explain")
                                .toString())
                        .contains("because it depends on bergen-gateway, which is away."));

                OSLO.forEach(client -> presence.connects(client, 2));
                others.forEach(client -> presence.connects(client, 2));
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(open(product)).doesNotContain("device/bergen-gateway"));
                assertThat(product.output())
                        .contains("incident device/bergen-gateway is open", "incident group/Oslo is open")
                        .doesNotContain("device/pump-1", "device/bergen-sensor-1");
            }
        }
    }

    private static Set<String> open(RunningProduct product) {
        Set<String> keys = new TreeSet<>();
        for (JsonNode incident : product.get("/api/incidents?status=open").path("items")) {
            keys.add(incident.get("key").asText());
        }
        return keys;
    }
}
