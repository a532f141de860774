package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with views on one real broker: dead letters are replayed once, by whichever node is asked. */
class LetterReplayIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final IncidentRules INCIDENTS = new NoIncidents();

    @TempDir
    static Path folder;

    private static KafkaBroker broker;
    private static ClusterSettings settings;
    private static KafkaEngine one;
    private static KafkaEngine other;

    @BeforeAll
    static void startNodes() throws Exception {
        broker = KafkaBroker.start(Files.createDirectory(folder.resolve("broker")));
        settings = settings("one");
        one = start(settings, Optional.of(folder.resolve("one.db")));
        other = start(settings("other"), Optional.of(folder.resolve("other.db")));
        for (KafkaEngine node : List.of(one, other)) {
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(ViewUnavailable.class)
                    .until(() -> letters(node, "presence").isEmpty());
        }
    }

    @AfterAll
    static void stop() {
        Stream.of(one, other).filter(Objects::nonNull).forEach(KafkaEngine::close);
        broker.close();
    }

    private static ClusterSettings settings(String node) {
        return new ClusterSettings(broker.address(), "fleet", folder.resolve(node), Map.of(), Duration.ofDays(30));
    }

    private static KafkaEngine start(ClusterSettings settings, Optional<Path> view) {
        return KafkaEngine.start(
                settings,
                Duration.ZERO,
                new SimpleRules(),
                INCIDENTS,
                new NodeParts(settings, INCIDENTS, view),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    @Test
    void anyNodeReplaysAndWhatIsGoneIsGoneOnAllNodes() {
        Desk desk = new Desk();
        Stream.of(one, other).forEach(node -> node.attach(desk.sink("desk"), desk));
        await().atMost(PATIENCE).until(() -> StageRecords.of(settings, Topics.SINKS).stream()
                .anyMatch(row -> row.key().startsWith("desk/")));
        one.accept(connected("a", 1)).orTimeout(60, TimeUnit.SECONDS).join();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(letters(other, "desk")).hasSize(1));
        DeadLetter undelivered = letters(other, "desk").get(0);
        keep("b 3");
        keep("b 2");
        keep("banana");
        other.readAgainWith(LetterReplayIT::read);
        desk.works = true;

        assertThat(replay(other, DeadLetterQuery.ALL)).isEqualTo(new Replayed(1, 2, 1));

        assertThat(letters(other, "desk")).isEmpty();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(desk.ids)
                .contains(undelivered.eventId().orElseThrow()));
        for (KafkaEngine node : List.of(one, other)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(letters(node, "presence"))
                    .singleElement()
                    .satisfies(left -> {
                        assertThat(left.reason()).isEqualTo("no signal: banana");
                        assertThat(text(left.payload())).isEqualTo("banana");
                    }));
        }
        assertThat(letters(one, "desk")).isEmpty();
        assertThat(Stream.of(one, other).flatMap(node -> node.health().warning().stream()))
                .isEmpty();
        assertThat(versionsOf("b")).containsExactly(3L, 2L);
        assertThat(replay(one, DeadLetterQuery.of("desk"))).isEqualTo(Replayed.NOTHING);
    }

    @Test
    void ofNodesThatReplayAtOnceEachMessageIsTakenInByOneAlthoughAThirdDiedInTheMiddle() {
        for (int i = 0; i < 60; i++) {
            keep("will " + i);
        }
        Stream.of(one, other).forEach(node -> node.readAgainWith(LetterReplayIT::read));
        try (LetterTransactions dying = LetterTransactions.begin(settings)) {
            dying.send(List.of(new ProducerRecord<>(
                    settings.topic(Topics.SIGNALS),
                    "will",
                    new DeviceRecords().write(new DeviceRecord.Heard(will(), 1, Optional.empty())))));
        }

        DeadLetterQuery wills = DeadLetterQuery.of("last-will");
        CompletableFuture<Replayed> here = one.replay(wills);
        CompletableFuture<Replayed> there = other.replay(wills);

        // Nothing tells a will from its repetition.
        assertThat(here.orTimeout(180, TimeUnit.SECONDS)
                        .join()
                        .plus(there.orTimeout(180, TimeUnit.SECONDS).join()))
                .isEqualTo(new Replayed(0, 60, 0));
        assertThat(StageRecords.of(settings, Topics.SIGNALS))
                .filteredOn(record -> "will".equals(record.key()))
                .hasSize(60);
        assertThat(letters(other, "last-will")).isEmpty();
    }

    @Test
    void forgottenSinkLeavesNoDeadLetters() {
        Desk gone = new Desk();
        one.attach(gone.sink("gone"), gone);
        await().atMost(PATIENCE).until(() -> StageRecords.of(settings, Topics.SINKS).stream()
                .anyMatch(row -> row.key().startsWith("gone/")));
        one.accept(connected("c", 1)).orTimeout(60, TimeUnit.SECONDS).join();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(letters(one, "gone")).hasSize(1));
        one.detach("gone");

        assertThat(one.forget("gone").orTimeout(180, TimeUnit.SECONDS).join())
                .hasValueSatisfying(with -> assertThat(with.deadLetters()).isEqualTo(1));

        for (KafkaEngine node : List.of(one, other)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(letters(node, "gone")).isEmpty());
        }
    }

    @Test
    void nodeWithoutAViewSaysWhereToReplay() {
        ClusterSettings third = settings("third");
        try (KafkaEngine blind = start(third, Optional.empty())) {
            assertThatThrownBy(() -> blind.replay(DeadLetterQuery.ALL).join())
                    .hasCauseInstanceOf(ViewUnavailable.class)
                    .hasMessageContaining("kafka.view");
        }
    }

    /** In the order in which they were taken in. */
    private static List<Long> versionsOf(String client) {
        DeviceRecords records = new DeviceRecords();
        return StageRecords.of(settings, Topics.SIGNALS).stream()
                .filter(record -> client.equals(record.key()))
                .map(record -> records.read(record.key(), record.value()))
                .map(record -> (Signal.Connected) ((DeviceRecord.Heard) record).signal())
                .map(signal -> signal.connection().version().orElseThrow())
                .toList();
    }

    private static Replayed replay(KafkaEngine node, DeadLetterQuery which) {
        return node.replay(which).orTimeout(180, TimeUnit.SECONDS).join();
    }

    private static List<DeadLetter> letters(KafkaEngine node, String origin) {
        return node.ledger()
                .deadLetters(DeadLetterQuery.of(origin), Optional.empty(), 100)
                .items();
    }

    private static void keep(String message) {
        byte[] payload = message.getBytes(StandardCharsets.UTF_8);
        one.keep(new Unreadable(
                        message.startsWith("will") ? "last-will" : "presence",
                        "t",
                        payload,
                        payload.length,
                        "not JSON",
                        Instant.now()))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static SecondReading.Found read(Unreadable message) {
        String[] words = text(message.payload()).split(" ");
        if (words[0].equals("will")) {
            return SecondReading.Found.of(List.of(will()));
        }
        return words.length == 2
                ? SecondReading.Found.of(List.of(connected(words[0], Long.parseLong(words[1]))))
                : SecondReading.Found.unreadable("no signal: " + words[0]);
    }

    private static Signal will() {
        return new Signal.LastWill(new ClientId("will"), Instant.EPOCH);
    }

    private static Signal connected(String client, long version) {
        return new Signal.Connected(
                new ClientId(client),
                Instant.now(),
                new Connection(
                        OptionalLong.of(version),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A sink that refuses everything until it works. */
    private static final class Desk implements Delivery {
        private final Queue<String> ids = new ConcurrentLinkedQueue<>();
        private volatile boolean works;

        Sink sink(String name) {
            return new Sink(name, event -> true, 5, 4, Optional.empty());
        }

        @Override
        public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
            if (!works) {
                throw new Undeliverable("no");
            }
            events.forEach(event -> ids.add(event.id()));
            return Receipt.NONE;
        }
    }
}
