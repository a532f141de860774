package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.engine.kafka.KafkaBroker;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances share the devices; one is killed, and what it was doing the other one does. */
class ClusterIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> DEVICES = IntStream.range(0, 12)
            .mapToObj(number -> String.format(Locale.ROOT, "device-%02d", number))
            .toList();

    @AutoClose
    private final Broker mqtt = Broker.builder().start();

    @AutoClose
    private final WebhookInbox inbox = WebhookInbox.start(0);

    @TempDir
    Path directory;

    private final Deliveries deliveries = new Deliveries(inbox, "desk");
    private final PresenceFeed feed = new PresenceFeed(mqtt);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T opened) {
        open.add(opened);
        return opened;
    }

    @Test
    void killedLeaderIsReplacedAndEachOutageIsToldOnce() throws Exception {
        KafkaBroker kafka = closing(KafkaBroker.start(Files.createDirectory(directory.resolve("kafka"))));
        Setup first = setup("first", kafka);
        Setup second = setup("second", kafka);
        RunningProduct leader = closing(first.start(ProductCommand.withKafka()));
        await().atMost(PATIENCE).until(() -> leads(leader) && leader.output().contains("is connected and subscribed"));
        RunningProduct follower =
                closing(second.start(ProductCommand.withKafka())).awaitUp();
        List<String> early = DEVICES.subList(0, 6);
        List<String> late = DEVICES.subList(6, DEVICES.size());

        DEVICES.forEach(device -> feed.connects(device, 1));
        early.forEach(device -> feed.drops(device, 1));
        told("device.offline", early);
        leader.kill();
        // Nobody is connected now; the broker keeps what comes for whoever leads next.
        late.forEach(device -> feed.drops(device, 1));
        early.forEach(device -> feed.connects(device, 2));
        told("device.offline", DEVICES);
        told("device.online", early);
        assertThat(leads(follower)).isTrue();

        closing(first.start(ProductCommand.withKafka())).awaitUp();
        late.forEach(device -> feed.connects(device, 2));
        told("device.online", DEVICES);
        told("incident.resolved", deliveries.idsByDevice("incident.opened").keySet());
        // On a slow machine, a source may have counted as blind for a moment, too.
        assertThat(deliveries.idsByDevice("incident.opened")).hasSizeGreaterThanOrEqualTo(DEVICES.size());
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode cluster = follower.get("/api/cluster");
            assertThat(cluster.path("leader").asText()).isEqualTo("second");
            JsonNode instances = cluster.path("instances");
            assertThat(instances.findValuesAsText("name")).containsExactly("first", "second");
            assertThat(instances.findValuesAsText("viewLag")).containsExactly("0", "0");
            assertThat(follower.text("/observe/metrics"))
                    .containsPattern("iotc_stage_assigned_partitions\\{stage=\"devices\"} [1-9]");
        });
        assertThat(follower.stateOf(DEVICES.get(0))).isEqualTo("ONLINE");
        assertThat(follower.get("/api/dead-letters").path("total").asInt()).isZero();
    }

    /** Each of them once, however often it was delivered, and no other. */
    private void told(String type, Iterable<String> subjects) {
        await(type).atMost(PATIENCE).untilAsserted(() -> {
            Map<String, Set<String>> ids = deliveries.idsByDevice(type);
            assertThat(ids.keySet()).containsExactlyInAnyOrderElementsOf(subjects);
            assertThat(ids.values()).allSatisfy(each -> assertThat(each).hasSize(1));
        });
    }

    private static boolean leads(RunningProduct product) {
        return product.text("/observe/metrics").contains("iotc_leader 1.0");
    }

    private Setup setup(String name, KafkaBroker kafka) throws IOException {
        Path own = Files.createDirectory(directory.resolve(name));
        return Setup.in(own, mqtt.url())
                .with("mqtt.client-id", "cluster")
                .inCluster("cluster", kafka.address())
                .with("storm.threshold", "1000")
                .with("webhook.desk.events", "device.offline,device.online,incident.opened,incident.resolved")
                .withWebhook("desk", inbox.uri("desk"));
    }
}
