package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.kafka.sink.KafkaExport;
import io.iotconnectivity.engine.kafka.sink.KafkaImport;
import io.iotconnectivity.engine.move.MoveFile;
import io.iotconnectivity.engine.move.MoveHeader;
import io.iotconnectivity.engine.move.MoveWriter;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.engine.sqlite.SqliteExport;
import io.iotconnectivity.engine.sqlite.SqliteImport;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.webhook.Desk;
import io.iotconnectivity.webhook.Vendor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation goes from one engine to the other and back again, judged by what its ticket systems were told. */
class MoveIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration LONG_GRACE = Duration.ofSeconds(10);

    private static final Reason SOON = Reason.CONNECTION_LOST;
    private static final Reason LATER = new Reason("MQTT_KEEP_ALIVE_TIMEOUT");
    private static final int PARTITIONS = 3;
    private static final CloudEvents JSON = new CloudEvents("iot-connectivity/test");

    @TempDir
    Path folder;

    private final List<Taker> desks = List.of(
            new Taker("pagerduty", Map.of("routing-key", "k"), Vendor.pagerDuty()),
            new Taker("jira", Map.of("project", "OPS"), Vendor.jira()),
            new Taker("slack", Map.of("token", "k", "channel", "C1"), Vendor.slack()));
    private final Taker slow = new Taker("slow");
    private final Taker gone = new Taker("gone");
    private final Taker all = new Taker("all");
    private final Map<String, Long> versions = new HashMap<>();
    /** Behind the time by which Kafka's deadlines fire, so that time never goes back. */
    private HandClock hands = new HandClock(Instant.now().minusSeconds(60));

    private Clock clock = hands;
    /** By how much the time of the embedded engine passes whenever something is looked at. */
    private Duration step = Duration.ZERO;

    private KafkaBroker broker;
    private ClusterSettings cluster;
    private Engine engine;

    /** A sink, which remembers what it has accepted. */
    private static final class Taker implements Delivery {
        private final String name;
        private final Optional<Vendor> vendor;
        private final Optional<Desk> desk;
        private final List<Event> accepted = new ArrayList<>();
        private volatile Exception refusal;

        Taker(String name) {
            this.name = name;
            this.vendor = Optional.empty();
            this.desk = Optional.empty();
        }

        Taker(String format, Map<String, String> options, Vendor vendor) {
            this.name = format;
            this.vendor = Optional.of(vendor);
            this.desk = Optional.of(new Desk(format, options, vendor, () -> Desk.Luck.GOOD));
        }

        @Override
        public synchronized Receipt deliver(List<Event> events, int attempt, Optional<String> kept) throws Exception {
            if (refusal != null) {
                throw refusal;
            }
            Event event = events.get(0);
            Receipt receipt = desk.isEmpty()
                    ? new Receipt(Optional.of("kept of " + event.subject()), Optional.empty())
                    : desk.get()
                            .deliver(event.id(), new String(JSON.write(event), StandardCharsets.UTF_8), attempt, kept);
            accepted.add(event);
            return receipt;
        }

        synchronized List<Event> accepted() {
            return List.copyOf(accepted);
        }

        List<String> told(EventType type) {
            return accepted().stream()
                    .filter(event -> event.type() == type)
                    .map(Event::subject)
                    .toList();
        }

        /** Those of which the ticket system shows an open ticket. */
        synchronized List<String> open() {
            return accepted.stream()
                    .map(Event::incident)
                    .flatMap(Optional::stream)
                    .filter(incident -> vendor.orElseThrow().open(incident.incidentId()) > 0)
                    .map(IncidentData::key)
                    .distinct()
                    .toList();
        }
    }

    @AfterEach
    void close() {
        Optional.ofNullable(engine).ifPresent(Engine::close);
        Optional.ofNullable(broker).ifPresent(KafkaBroker::close);
    }

    @Test
    void eachIncidentIsOpenedOnceAndClosedOnceOverBothMoves() throws Exception {
        broker = KafkaBroker.start(Files.createDirectory(folder.resolve("broker")));
        cluster =
                new ClusterSettings(broker.address(), "moved", folder.resolve("state"), Map.of(), Duration.ofDays(30));
        try (Admin admin = Admin.create(cluster.client())) {
            TopicPlan.of(cluster, PARTITIONS).create(admin);
            new ImportMark(cluster, admin).begin();
            assertThatThrownBy(this::onKafka)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("an import into moved is in progress, or has failed")
                    .hasMessageContaining(
                            "kafka-topics.sh --bootstrap-server " + broker.address() + " --delete --topic");
            new ImportMark(cluster, admin).end();
        }

        engine = embedded("first.db");
        attach();
        Stream.of("a/1", "e/1", "b/1", "c/1", "f/1", "quiet/1", "quiet/2").forEach(this::connects);
        silence();
        unreadable();
        drops("a/1", SOON);
        drops("e/1", SOON);
        hands.advance(GRACE.multipliedBy(2));
        desks.forEach(desk -> comes(desk, EventType.INCIDENT_OPENED, "device/a/1", "device/e/1"));
        comes(slow, EventType.INCIDENT_OPENED, "device/a/1", "device/e/1");
        comes(gone, EventType.INCIDENT_OPENED, "device/a/1", "device/e/1");
        slow.refusal = new NotTaken("refused", null);
        gone.refusal = new SinkGone("410 Gone");
        drops("f/1", SOON);
        hands.advance(GRACE.multipliedBy(2));
        desks.forEach(desk -> comes(desk, EventType.INCIDENT_OPENED, "device/a/1", "device/e/1", "device/f/1"));
        looks(() -> assertThat(status("gone").gone()).isPresent());
        looks(() -> assertThat(status("slow").retrying()).isPositive());
        drops("quiet/1", SOON);
        drops("b/1", LATER);

        engine.close();
        MoveFile first = export("first", to -> SqliteExport.pass(folder.resolve("first.db"), JSON, Instant.now(), to));
        assertThat(suspect(first)).contains("b/1");
        KafkaImport.take(cluster, rules(), incidents(), Clock.systemUTC(), first);
        assertThatThrownBy(() -> KafkaImport.take(cluster, rules(), incidents(), Clock.systemUTC(), first))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("moved has a state already")
                .hasMessageContaining("kafka-topics.sh --bootstrap-server " + broker.address() + " --delete --topic");

        clock = Clock.systemUTC();
        engine = onKafka();
        attach();
        looks(() -> assertThat(openIncidents()).contains("device/a/1", "device/e/1", "device/f/1"));
        looks(() ->
                assertThat(engine.ledger().silences()).extracting(Silence::id).containsExactly("works"));
        looks(() -> assertThat(deadLetters()).isEqualTo(1));
        looks(() -> assertThat(status("gone").gone()).isPresent());
        connects("a/1");
        desks.forEach(desk -> comes(desk, EventType.INCIDENT_RESOLVED, "device/a/1"));
        desks.forEach(desk ->
                assertThat(desk.open()).contains("device/e/1", "device/f/1").doesNotContain("device/a/1"));
        // Its grace has gone on.
        desks.forEach(desk ->
                looks(() -> assertThat(desk.told(EventType.INCIDENT_OPENED)).contains("device/b/1")));
        engine.holdDeadlines("test", Instant.now().plusSeconds(600));
        drops("quiet/2", SOON);
        looks(() -> assertThat(status("slow").retrying()).isPositive());
        assertThatThrownBy(() ->
                        export("early", to -> KafkaExport.pass(cluster, rules(), incidents(), Clock.systemUTC(), to)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("1 instance of moved run. Stop all of them");
        drops("c/1", LATER);
        looks(() -> assertThat(state("c/1")).isEqualTo(Verdict.SUSPECT));

        engine.close();
        MoveFile second =
                export("second", to -> KafkaExport.pass(cluster, rules(), incidents(), Clock.systemUTC(), to));
        assertThat(suspect(second)).contains("c/1");
        SqliteImport.take(folder.resolve("second.db"), JSON, Instant.now(), Duration.ofDays(1), second);

        slow.refusal = null;
        gone.refusal = null;
        hands = new HandClock(Instant.now());
        clock = hands;
        step = Duration.ofSeconds(1);
        engine = embedded("second.db");
        attach();
        assertThat(openIncidents()).contains("device/e/1", "device/f/1", "device/b/1");
        assertThat(engine.ledger().silences()).hasSize(1);
        assertThat(deadLetters()).isEqualTo(1);
        looks(() -> assertThat(status("gone").gone()).isPresent());
        engine.enable("gone").join();
        // Nobody is told of what is over before it could be told.
        for (Taker taker : List.of(desks.get(0), desks.get(1), desks.get(2), slow, gone)) {
            looks(() -> assertThat(taker.told(EventType.INCIDENT_OPENED))
                    .as(taker.name)
                    .contains("device/f/1", "device/b/1", "device/c/1"));
        }
        Stream.of("e/1", "f/1", "b/1", "c/1", "quiet/1", "quiet/2").forEach(this::connects);

        String[] every = {"device/a/1", "device/e/1", "device/f/1", "device/b/1", "device/c/1"};
        for (Taker desk : desks) {
            comes(desk, EventType.INCIDENT_RESOLVED, every);
            assertThat(desk.told(EventType.INCIDENT_OPENED)).containsExactlyInAnyOrder(every);
            assertThat(desk.open()).isEmpty();
        }
        for (Taker late : List.of(slow, gone)) {
            comes(late, EventType.INCIDENT_RESOLVED, every);
            assertThat(late.told(EventType.INCIDENT_OPENED)).as(late.name).containsExactlyInAnyOrder(every);
        }
        inOrder();
    }

    /** No event has come twice, and none of a device out of order. */
    private void inOrder() {
        List<Taker> takers = new ArrayList<>(desks);
        takers.addAll(List.of(slow, gone, all));
        for (Taker taker : takers) {
            assertThat(taker.accepted()).extracting(Event::id).as(taker.name).doesNotHaveDuplicates();
        }
        Map<String, List<Long>> sequences = new HashMap<>();
        all.accepted().forEach(event -> event.device().ifPresent(device -> sequences
                .computeIfAbsent(device.clientId(), first -> new ArrayList<>())
                .add(device.sequence())));
        assertThat(sequences).hasSize(7);
        assertThat(sequences.values())
                .allSatisfy(each -> assertThat(each).isSorted().doesNotHaveDuplicates());
    }

    private List<String> suspect(MoveFile exported) {
        PresenceCodec codec = new PresenceCodec();
        List<String> suspect = new ArrayList<>();
        exported.read(item -> {
            if (item instanceof Moved.Device device) {
                Presence presence = codec.read(new ClientId(device.client()), device.presence());
                if (presence.state() == Verdict.SUSPECT && !device.past()) {
                    suspect.add(device.client());
                }
            }
        });
        return suspect;
    }

    private MoveFile export(String name, Consumer<Consumer<Moved>> passing) {
        Path to = folder.resolve(name);
        try (MoveWriter writer = MoveWriter.create(to, new MoveHeader("test", "test", Instant.now()))) {
            passing.accept(writer::write);
            writer.finish();
        }
        return MoveFile.check(to, item -> {});
    }

    private static Rules rules() {
        Policy usual = Policy.defaults();
        return new PresenceMachine(with(with(usual, SOON, GRACE), LATER, LONG_GRACE))::step;
    }

    private static Policy with(Policy policy, Reason reason, Duration grace) {
        ReasonPolicy usual = policy.of(reason);
        return policy.with(reason, new ReasonPolicy(usual.cause(), grace, usual.severity()));
    }

    private static IncidentRules incidents() {
        return IncidentRules.of(new IncidentMachine(Fleet.grouped()));
    }

    private EngineSettings settings(String file) {
        return new EngineSettings(
                folder.resolve(file), Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(30), Duration.ZERO);
    }

    private Engine embedded(String file) {
        return SqliteEngine.open(settings(file), rules(), incidents(), JSON, clock, new SimpleMeterRegistry());
    }

    private Engine onKafka() {
        return KafkaEngine.start(
                cluster,
                Duration.ZERO,
                rules(),
                incidents(),
                new NodeParts(cluster, incidents(), Optional.of(folder.resolve("view.db"))),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    private void attach() {
        List<Taker> takers = new ArrayList<>(desks);
        takers.addAll(List.of(slow, gone));
        takers.forEach(taker -> engine.attach(
                new Sink(taker.name, event -> event.incident().isPresent(), 100, 4, Optional.empty()), taker));
        engine.attach(new Sink(all.name, event -> true, 100, 4, Optional.empty()), all);
    }

    private void silence() {
        engine.silence(new Silence(
                        "works",
                        Optional.of(ClientPattern.of("quiet/.*")),
                        Optional.empty(),
                        clock.instant(),
                        clock.instant().plus(Duration.ofHours(1)),
                        "ann",
                        "works"))
                .join();
    }

    private void unreadable() {
        engine.keep(new Unreadable("presence", "t", new byte[] {1}, 1, "no JSON", clock.instant()))
                .join();
    }

    private void connects(String client) {
        long version = versions.merge(client, 1L, Long::sum);
        accept(new Signal.Connected(new ClientId(client), clock.instant(), connection(version)));
    }

    private void drops(String client, Reason reason) {
        accept(new Signal.Disconnected(
                new ClientId(client), clock.instant(), connection(versions.get(client)), reason));
    }

    private void accept(Signal signal) {
        engine.accept(signal).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private List<String> openIncidents() {
        return engine.ledger().incidents(IncidentQuery.ALL, 50).items().stream()
                .filter(incident -> incident.resolvedAt().isEmpty())
                .map(IncidentData::key)
                .toList();
    }

    private long deadLetters() {
        return engine.ledger()
                .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                .total();
    }

    private Verdict state(String client) {
        return engine.ledger().device(new ClientId(client)).map(Presence::state).orElse(Verdict.UNKNOWN);
    }

    private SinkStatus status(String name) {
        return engine.ledger().sinks().stream()
                .filter(sink -> sink.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void comes(Taker taker, EventType type, String... subjects) {
        looks(() -> assertThat(taker.told(type)).as(taker.name).containsExactlyInAnyOrder(subjects));
    }

    private void looks(ThrowingRunnable sees) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ViewUnavailable.class)
                .untilAsserted(() -> {
                    hands.advance(step);
                    sees.run();
                });
    }
}
