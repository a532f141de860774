package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.Cluster;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.record.IncidentComparison;
import io.iotconnectivity.record.Recorder;
import io.iotconnectivity.record.Replay;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines on one real broker, each test with an installation of its own. */
class KafkaEngineIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final IncidentPolicy FLEET = Fleet.grouped();

    @TempDir
    static Path broking;

    private static KafkaBroker broker;

    @TempDir
    Path folder;

    @AutoClose
    private KafkaEngine one;

    @AutoClose
    private KafkaEngine other;

    private final Received received = new Received();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(Files.createDirectory(broking.resolve("broker")));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void twoNodesTellEachOutageOnceAndOneOfThemLeads() {
        ClusterSettings settings = settings("pair", "one", Map.of());
        one = start(settings);
        other = start(settings("pair", "other", Map.of()));
        Stream.of(one, other).forEach(engine -> engine.attach(received.sink(), received));
        await().atMost(PATIENCE).until(() -> received.isAttachedTo(settings));
        await().atMost(PATIENCE).until(() -> leads(one) + leads(other) == 1);
        KafkaEngine leader = leads(one) == 1 ? one : other;
        KafkaEngine follower = leader == one ? other : one;
        Queue<Effect> asked = new ConcurrentLinkedQueue<>();
        Queue<Effect> askedOfTheOther = new ConcurrentLinkedQueue<>();
        leader.answerWith(asked::add);
        follower.answerWith(askedOfTheOther::add);

        for (int i = 0; i < 20; i++) {
            accept(i % 2 == 0 ? one : other, connected(device(i), 1));
            accept(i % 2 == 0 ? other : one, disconnected(device(i), 1));
        }
        comes(EventType.DEVICE_OFFLINE, 20);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        asked.stream().map(Effect::client).distinct())
                .hasSize(20));
        assertThat(askedOfTheOther).isEmpty();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(List.of(one, other)).allSatisfy(engine -> isWhole(engine, leader)));

        leader.close();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(follower.cluster().orElseThrow().instances()).hasSize(1));
        assertThat(leader.leadership().leads()).isFalse();
        for (int i = 0; i < 20; i++) {
            accept(follower, connected(device(i), 2));
        }
        comes(EventType.DEVICE_ONLINE, 20);
        await().atMost(PATIENCE).until(() -> leads(follower) == 1);
        assertThat(received.of(EventType.DEVICE_OFFLINE)).hasSize(20);
        assertThat(follower.health().problem()).isEmpty();
    }

    /** Each tells of both, and that all work is shared. */
    private void isWhole(KafkaEngine told, KafkaEngine leader) {
        Cluster cluster = told.cluster().orElseThrow();
        assertThat(cluster.instance()).isEqualTo(told == one ? "one" : "other");
        assertThat(cluster.leader()).contains(leader == one ? "one" : "other");
        assertThat(cluster.instances()).extracting(Cluster.Instance::name).containsExactly("one", "other");
        assertThat(cluster.instances()).allSatisfy(each -> {
            assertThat(each.since()).isPresent();
            assertThat(each.host()).contains("127.0.0.1");
            assertThat(each.view()).isTrue();
            assertThat(each.stages()).containsKey(StageClients.DEVICES);
            assertThat(each.sinks()).containsOnlyKeys("test");
        });
        assertThat(cluster.stages())
                .extracting(Cluster.Stage::name, Cluster.Stage::partitions, Cluster.Stage::unassigned)
                .containsExactly(tuple(StageClients.DEVICES, 12, 0), tuple(StageClients.INCIDENTS, 1, 0));
    }

    @Test
    void unreadableMessageIsKeptAndHeldDeadlinesWait() {
        ClusterSettings settings = settings("alone", "one", Map.of());
        one = start(settings);
        one.attach(received.sink(), received);
        await().atMost(PATIENCE).until(() -> received.isAttachedTo(settings));
        byte[] payload = new byte[Unreadable.MAX_PAYLOAD];
        new Random(1).nextBytes(payload);
        one.keep(new Unreadable("presence", "t", payload, payload.length, "not JSON", Instant.EPOCH))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();

        one.holdDeadlines("test", Instant.now().plusSeconds(600));
        accept(one, disconnected(device(0), 1));
        accept(one, disconnected(device(1), 1));
        comes(EventType.DEVICE_SIGNAL, 2);
        assertThat(received.of(EventType.DEVICE_OFFLINE)).isEmpty();
        one.holdDeadlines("test", Instant.now());

        comes(EventType.DEVICE_OFFLINE, 2);
        assertThat(received.of(EventType.DEVICE_OFFLINE))
                .allSatisfy(event ->
                        assertThat(event.device().orElseThrow().clientId()).startsWith("site-"));
        Letter letter = new LetterCodec()
                .readLetter(StageRecords.of(settings, Topics.LETTERS).get(0).value());
        assertThat(letter.payload()).isEqualTo(payload);
        assertThat(letter.reason()).isEqualTo("not JSON");
    }

    @Test
    void eachNodeRecordsWhatItProcessesAndTheirFilesTogetherAreReplayed() throws Exception {
        ClusterSettings settings = settings("recorded", "one", Map.of());
        one = start(settings);
        other = start(settings("recorded", "other", Map.of()));
        one.attach(received.sink(), received);
        await().atMost(PATIENCE).until(() -> received.isAttachedTo(settings));
        CloudEvents events = new CloudEvents("test");
        List<Path> folders = List.of(folder.resolve("record-one"), folder.resolve("record-other"));
        try (Recorder here = record(folders.get(0), events);
                Recorder there = record(folders.get(1), events)) {
            one.recordWith(here);
            other.recordWith(there);
            for (int i = 0; i < 6; i++) {
                accept(i % 2 == 0 ? one : other, disconnected(device(i), 1));
            }
            comes(EventType.INCIDENT_OPENED, 6);
            for (int i = 0; i < 6; i++) {
                accept(i % 2 == 0 ? one : other, connected(device(i), 2));
            }
            comes(EventType.INCIDENT_RESOLVED, 6);
            one.close();
            other.close();
        }

        List<Path> files = new ArrayList<>();
        for (Path each : folders) {
            try (Stream<Path> found = Files.list(each)) {
                found.forEach(files::add);
            }
        }
        Replay.Result result = new Replay(
                        new PresenceMachine(policy())::step, new IncidentMachine(FLEET), Duration.ZERO, events)
                .of(files);
        assertThat(result.signals()).isEqualTo(12);
        assertThat(result.missing() + result.brokenLines() + result.failed()).isZero();
        // On a slow machine, the incidents were decided long after the events that a replay decides them with.
        assertThat(result.comparison().rows()).hasSize(6);
        assertThat(result.comparison().totals())
                .containsEntry(IncidentComparison.What.NEW, 0L)
                .containsEntry(IncidentComparison.What.GONE, 0L);
        assertThat(files).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    private static Recorder record(Path folder, CloudEvents events) {
        return Recorder.start(true, folder, events, Clock.systemUTC(), new SimpleMeterRegistry());
    }

    @Test
    void whatIsWrongWithTheClusterIsToldWithTheCommandThatMendsIt() throws Exception {
        ClusterSettings settings = settings("wrong", "one", Map.of());
        try (Admin admin = Admin.create(settings.client())) {
            admin.createTopics(List.of(new NewTopic(settings.topic(Topics.CASES_IN), 3, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }

        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("topic wrong.cases-in has 3 partitions and needs 1")
                .hasMessageContaining("kafka-topics.sh --bootstrap-server " + broker.address() + " --delete")
                .hasMessageContaining("message.timestamp.type=CreateTime and needs LogAppendTime")
                .hasMessageContaining("--add-config message.timestamp.type=LogAppendTime");
        assertThatThrownBy(() -> start(settings("wrong", "one", Map.of("sasl.mechanizm", "PLAIN"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("kafka.properties.sasl.mechanizm is not a property of Kafka's clients");
    }

    @Test
    void partitionsThatSomebodyHasAddedAreRefused() throws Exception {
        ClusterSettings settings = settings("grown", "one", Map.of());
        try (Admin admin = Admin.create(settings.client())) {
            TopicPlan.of(settings, 3).create(admin);
            admin.createTopics(List.of(new NewTopic(new ReadableTopics(settings).devices(), 2, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        // Brokers learn of a new topic a moment later.
        await().atMost(PATIENCE)
                .until(() -> new ClusterTopics(settings).look().flaws().stream().anyMatch(ClusterTopics.Flaw::harms));

        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("topic grown.signals has 3 partitions, but what is known from it is kept in 2")
                .hasMessageContaining("begin again with another kafka.application-id");
    }

    private ClusterSettings settings(String installation, String node, Map<String, String> properties) {
        return new ClusterSettings(
                broker.address(), installation, folder.resolve(node), properties, Duration.ofDays(30));
    }

    private static KafkaEngine start(ClusterSettings settings) {
        IncidentRules incidents = IncidentRules.of(new IncidentMachine(FLEET));
        return KafkaEngine.start(
                settings,
                Duration.ZERO,
                new PresenceMachine(policy())::step,
                incidents,
                new NodeParts(settings, incidents, Optional.empty()),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    private static Policy policy() {
        Policy usual = Policy.defaults();
        ReasonPolicy lost = usual.of(Reason.CONNECTION_LOST);
        Policy quick = usual.with(Reason.CONNECTION_LOST, new ReasonPolicy(lost.cause(), GRACE, lost.severity()));
        Asking asking = new Asking(Optional.of(Duration.ofSeconds(1)), Optional.empty(), Optional.empty());
        return new Policy(quick.reasons(), quick.defaultGrace(), quick.settle(), true, asking, StalePolicy.ALLOWED);
    }

    private static int leads(KafkaEngine engine) {
        return engine.leadership().leads() ? 1 : 0;
    }

    private static void accept(KafkaEngine engine, Signal signal) {
        engine.accept(signal).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void comes(EventType type, int times) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(received.of(type)).hasSizeGreaterThanOrEqualTo(times));
    }

    private static ClientId device(int i) {
        return new ClientId("site-" + i % 3 + "/" + i);
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

    /** A sink on all nodes; what is delivered again counts once. */
    private static final class Received implements Delivery {
        private final Map<String, Event> events = new ConcurrentHashMap<>();

        Sink sink() {
            return new Sink("test", event -> true, 10, 4, Optional.empty());
        }

        boolean isAttachedTo(ClusterSettings settings) {
            return !StageRecords.of(settings, Topics.SINKS).isEmpty();
        }

        List<Event> of(EventType type) {
            return events.values().stream()
                    .filter(event -> event.type() == type)
                    .toList();
        }

        @Override
        public Receipt deliver(List<Event> all, int attempt, Optional<String> receipt) {
            all.forEach(event -> events.put(event.id(), event));
            return Receipt.NONE;
        }
    }
}
