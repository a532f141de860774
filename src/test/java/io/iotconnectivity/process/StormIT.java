package io.iotconnectivity.process;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 10,000 devices of ten sites drop at once and come back: ten tickets, opened once and resolved once, also through a kill. */
class StormIT {
    private static final int DEVICES = 10_000;
    private static final int SITES = 10;
    /** So many connect before the storm, or it would break over a JVM that has just started. */
    private static final int WARM_UP = 1_000;

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final List<String> KEYS =
            IntStream.range(0, SITES).mapToObj(site -> "group/site-" + site).toList();

    @TempDir
    Path directory;

    @Test
    void aStormIsOneIncidentASiteOpenedOnceAndResolvedOnceThroughAKill() {
        try (Broker broker = Broker.builder().start();
                AwsEndpoint aws = AwsEndpoint.start(0);
                WebhookInbox inbox = WebhookInbox.start(0)) {
            Setup setup = Setup.in(directory, broker.url())
                    .withAws(aws)
                    .with("mqtt.client-id", "storm")
                    .with("group.pattern", "(?<group>site-\\\\d+)-.*")
                    .with("storm.window", "5s")
                    // So long a busy machine has to take in the drops that make a storm, before the first of them is an
                    // outage.
                    .with("settle", "5s")
                    .with("policy.CONNECTION_LOST.grace", "5s")
                    .with("sink.log.enabled", "false")
                    .with("sink.dynamodb.enabled", "true")
                    .with("sink.dynamodb.create-tables", "true")
                    .with("sink.dynamodb.events", "device.offline,device.online")
                    .with("sink.dynamodb-events.enabled", "false")
                    .with("sink.dynamodb.concurrency", "32")
                    .withWebhook("desk", inbox.uri("desk"))
                    .with("webhook.desk.events", "incident.*");
            PresenceFeed feed = new PresenceFeed(broker);
            RunningProduct product = setup.start().awaitUp();
            try {
                IntStream.range(0, WARM_UP).forEach(device -> feed.connects(id(device), 1));
                awaitOnline(product);
                IntStream.range(0, DEVICES).forEach(device -> feed.drops(id(device), 1));
                await("the first incident").atMost(PATIENCE).until(() -> !idsByKey(inbox, "incident.opened")
                        .isEmpty());
                product.kill();
                product = setup.start().awaitUp();
                awaitRows(aws, "OFFLINE");

                IntStream.range(0, DEVICES).forEach(device -> feed.connects(id(device), 2));
                awaitRows(aws, "ONLINE");
                await("every site's recovery").atMost(PATIENCE).until(() -> idsByKey(inbox, "incident.resolved")
                        .keySet()
                        .containsAll(KEYS));
                product.stop();
            } finally {
                product.close();
            }
            assertThat(idsByKey(inbox, "incident.opened"))
                    .containsOnlyKeys(KEYS)
                    .allSatisfy(StormIT::isOne);
            assertThat(idsByKey(inbox, "incident.resolved"))
                    .containsOnlyKeys(KEYS)
                    .allSatisfy(StormIT::isOne);
            assertThat(incidentsByKey(inbox)).allSatisfy(StormIT::isOne);
            assertThat(delivered(inbox))
                    .filteredOn(event -> event.path("type").asText().endsWith("incident.resolved"))
                    .allSatisfy(event -> {
                        assertThat(event.at("/data/deviceCount").asInt()).isEqualTo(DEVICES / SITES);
                        assertThat(event.at("/data/resolution").asText()).isEqualTo("recovered");
                    });
        }
    }

    private static String id(int device) {
        return "site-" + device % SITES + "-pump-" + device / SITES;
    }

    private static void awaitOnline(RunningProduct product) {
        await("the first devices to be ONLINE")
                .atMost(PATIENCE)
                .until(() -> product.get("/api/devices?state=ONLINE&limit=1")
                                .path("total")
                                .asInt()
                        == WARM_UP);
    }

    private static void awaitRows(AwsEndpoint aws, String state) {
        await("10,000 rows that are " + state)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> aws.dynamoDb().items("iot-connectivity-devices").stream()
                                .filter(row -> row.path("state").asText().equals(state))
                                .count()
                        == DEVICES);
    }

    private static List<JsonNode> delivered(WebhookInbox inbox) {
        return inbox.received("desk").stream().map(Received::json).toList();
    }

    /** The ids of the events of one type; sets, because an event may come more than once with the same id. */
    private static Map<String, Set<String>> idsByKey(WebhookInbox inbox, String type) {
        return delivered(inbox).stream()
                .filter(event -> event.path("type").asText().equals("io.iotconnectivity." + type))
                .collect(groupingBy(
                        event -> event.path("subject").asText(),
                        mapping(event -> event.path("id").asText(), toCollection(TreeSet::new))));
    }

    private static Map<String, Set<String>> incidentsByKey(WebhookInbox inbox) {
        return delivered(inbox).stream()
                .collect(groupingBy(
                        event -> event.path("subject").asText(),
                        mapping(event -> event.at("/data/incidentId").asText(), toCollection(TreeSet::new))));
    }

    private static void isOne(String key, Set<String> ids) {
        assertThat(ids).as(key).hasSize(1);
    }
}
