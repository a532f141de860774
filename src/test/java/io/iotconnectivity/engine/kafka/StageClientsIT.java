package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageClientsIT {
    private static final int SITES = 3;
    private static final int DEVICES = 90;
    private static final int PARTITIONS = 4;
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** In which devices drop and return even on a slow machine. */
    private static final Duration LONGER_GRACE = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final DeviceRecords records = new DeviceRecords();
    private ClusterSettings settings;
    private SignalLog log;

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
    void twoNodesDecideTogetherAndOneGoesOnWhenTheOtherLeaves() throws Exception {
        KafkaBroker broker = startBroker();
        closing(start(settings, GRACE));
        StageClients other = start(settings(broker, "two"), GRACE);

        all(client -> connected(client, 1));
        all(client -> disconnected(client, 1));
        comes(EventType.DEVICE_OFFLINE, DEVICES);
        other.close();
        all(client -> connected(client, 2));
        // Delivered again: nothing changes.
        all(client -> connected(client, 2));
        comes(EventType.DEVICE_ONLINE, DEVICES);
        looks(() -> assertThat(incidents(EventType.INCIDENT_RESOLVED))
                .containsAll(incidents(EventType.INCIDENT_OPENED))
                .contains("group/site-0", "group/site-1", "group/site-2"));

        looks(() -> assertThat(open()).hasSizeGreaterThan(DEVICES).doesNotContainValue(true));

        assertThat(told(EventType.DEVICE_OFFLINE)).hasSize(DEVICES);
        // On a slow machine, the first of a site may have been told alone before the news of the others came.
        assertThat(told(EventType.INCIDENT_OPENED).stream()
                        .map(Event::subject)
                        .filter(subject -> subject.startsWith("group/")))
                .containsExactlyInAnyOrder("group/site-0", "group/site-1", "group/site-2");
        List<String> ids = events().stream().map(Event::id).toList();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        assertThat(records(Topics.LETTERS)).isEmpty();
    }

    @Test
    void deviceThatReturnedInTimeIsNotReportedHoweverLongNobodyRead() throws Exception {
        startBroker();
        all(client -> connected(client, 1));
        all(client -> disconnected(client, 1));
        all(client -> connected(client, 2));
        Instant returned = Instant.now();
        await().until(() -> Instant.now().isAfter(returned.plus(LONGER_GRACE)));

        closing(start(settings, LONGER_GRACE));
        comes(EventType.DEVICE_SIGNAL, 3 * DEVICES);

        assertThat(told(EventType.DEVICE_OFFLINE)).isEmpty();
        assertThat(records(Topics.LETTERS)).isEmpty();
    }

    @Test
    void stageLeavesARecordOfALaterVersionToOthersAndHealthTellsToUpdate() throws Exception {
        startBroker();
        StageClients clients = closing(start(settings, GRACE));
        log.append(settings.topic(Topics.SIGNALS), 0, "site-0/0", new byte[] {99})
                .join();

        await().untilAsserted(() -> assertThat(clients.problem().orElse(""))
                .contains("the stage of devices has stopped", "its kind 99", "update this instance"));
        try (Admin admin = Admin.create(settings.client())) {
            String group = settings.stage(StageClients.DEVICES);
            await().untilAsserted(() -> assertThat(admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group)
                            .get()
                            .members())
                    .isEmpty());
            OffsetAndMetadata next = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(settings.topic(Topics.SIGNALS), 0));
            assertThat(next == null ? 0 : next.offset()).isZero();
        }
        assertThat(records(Topics.LETTERS)).isEmpty();
    }

    private KafkaBroker startBroker() throws Exception {
        KafkaBroker broker = closing(KafkaBroker.start(Files.createDirectory(folder.resolve("broker"))));
        settings = settings(broker, "one");
        try (Admin admin = Admin.create(settings.client())) {
            TopicPlan.of(settings, PARTITIONS).create(admin);
            TopicPlan.of(settings, PARTITIONS).create(admin);
        }
        log = closing(SignalLog.open(settings));
        return broker;
    }

    private ClusterSettings settings(KafkaBroker broker, String node) {
        return new ClusterSettings(broker.address(), "fleet", folder.resolve(node), Map.of(), Duration.ofDays(30));
    }

    private static StageClients start(ClusterSettings settings, Duration grace) {
        Policy usual = Policy.defaults();
        ReasonPolicy lost = usual.of(Reason.CONNECTION_LOST);
        Policy quick = usual.with(Reason.CONNECTION_LOST, new ReasonPolicy(lost.cause(), grace, lost.severity()));
        return StageClients.start(
                settings,
                new PresenceMachine(quick)::step,
                IncidentRules.of(new IncidentMachine(incidents())),
                new StageNode(Clock.systemUTC(), StageClients.LOOKS),
                1);
    }

    /** Storms end soon after their devices are back. */
    private static IncidentPolicy incidents() {
        IncidentPolicy usual = Fleet.grouped();
        return new IncidentPolicy(
                usual.grouping(),
                new IncidentPolicy.Storms(10, Duration.ofSeconds(10), Optional.empty()),
                usual.flapping(),
                usual.conflict(),
                usual.credentials(),
                usual.updateEvery(),
                usual.suppressions());
    }

    private interface About {
        Signal of(ClientId client);
    }

    private void all(About about) {
        CompletableFuture.allOf(IntStream.range(0, DEVICES)
                        .mapToObj(device -> new ClientId("site-" + device % SITES + "/" + device))
                        .map(client -> log.append(
                                settings.topic(Topics.SIGNALS),
                                null,
                                client.value(),
                                records.write(new DeviceRecord.Heard(about.of(client), 1, Optional.empty()))))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static Signal connected(ClientId client, long version) {
        return new Signal.Connected(client, Instant.now(), connection(version));
    }

    private static Signal disconnected(ClientId client, long version) {
        return new Signal.Disconnected(client, Instant.now(), connection(version), Reason.CONNECTION_LOST);
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void comes(EventType type, int times) {
        looks(() -> assertThat(told(type)).hasSize(times));
    }

    private static void looks(ThrowingRunnable sees) {
        await().atMost(Duration.ofMinutes(5))
                // Each look reads everything.
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(sees);
    }

    /** The keys of the incidents of these events. */
    private Set<String> incidents(EventType type) {
        return told(type).stream().map(Event::subject).collect(Collectors.toSet());
    }

    private List<Event> told(EventType type) {
        return events().stream().filter(event -> event.type() == type).toList();
    }

    private List<Event> events() {
        EventCodec codec = new EventCodec();
        return records(Topics.EVENTS).stream()
                .map(record -> codec.read(record.value()))
                .toList();
    }

    /** By outage and incident, whether it is open. */
    private Map<String, Boolean> open() {
        Map<String, Boolean> found = new HashMap<>();
        records(Topics.OPEN).forEach(record -> found.put(record.key(), record.value() != null));
        return found;
    }

    private List<ConsumerRecord<String, byte[]>> records(String topic) {
        return StageRecords.of(settings, topic);
    }
}
