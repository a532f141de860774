package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.LedgerAnswers;
import io.iotconnectivity.engine.LogSlice;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.StoryCodec;
import io.iotconnectivity.engine.kafka.view.ViewFeed;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.report.KeptReports;
import io.iotconnectivity.report.ReportView;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded engine and the stages with a view are told the same, and asked the same. */
class ViewFeedIT {
    private static final int SITES = 3;
    private static final int DEVICES = 24;
    private static final int PARTITIONS = 3;
    /** So many devices of a site never drop: what a storm joins depends on when news comes. */
    private static final int NO_STORM = 1_000;

    private static final Duration GRACE = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final DeviceRecords records = new DeviceRecords();
    private final CaseRecords cases = new CaseRecords();
    private ClusterSettings cluster;
    private SignalLog log;
    private SqliteEngine embedded;

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
    void viewAnswersAsTheEmbeddedEngineDoesAlsoAfterACrashAndWhenItIsBuiltAgain() throws Exception {
        KafkaBroker broker = closing(KafkaBroker.start(Files.createDirectory(folder.resolve("broker"))));
        cluster =
                new ClusterSettings(broker.address(), "fleet", folder.resolve("stages"), Map.of(), Duration.ofDays(30));
        try (Admin admin = Admin.create(cluster.client())) {
            TopicPlan.of(cluster, PARTITIONS).create(admin);
        }
        embedded = closing(SqliteEngine.open(
                settings("embedded"), rules(), incidents(), new CloudEvents("test"), Clock.systemUTC(), meters()));
        ViewFeed first = closing(view("first"));
        assertThatThrownBy(() -> first.ledger().devicesByState()).isInstanceOf(ViewUnavailable.class);
        assertThat(first.ledger().sinks()).isEmpty();
        closing(StageClients.start(
                cluster, rules(), incidents(), new StageNode(Clock.systemUTC(), StageClients.LOOKS), 1));
        log = closing(SignalLog.open(cluster));

        silence(new Silence(
                "works",
                Optional.of(ClientPattern.of("site-2/.*")),
                Optional.empty(),
                Instant.now(),
                Instant.now().plus(Duration.ofHours(1)),
                "ann",
                "works"));
        looks(() -> assertThat(first.ledger().silences()).hasSize(1));
        all(client -> connected(client, 1), device -> true);
        all(client -> disconnected(client, 1), device -> device % 2 == 0);
        letters();
        comes(first, EventType.DEVICE_OFFLINE, DEVICES / 2);
        agrees(first.ledger());
        assertThat(LedgerAnswers.changes(first.ledger(), Instant.now())).isEqualTo("12 outages, 0 recoveries");
        copy("first", "crashed");
        first.close();

        ViewFeed again = closing(view("first"));
        all(client -> connected(client, 2), device -> device % 4 == 0);
        comes(again, EventType.DEVICE_ONLINE, DEVICES / 4);
        agrees(again.ledger());
        copy("first", "running");
        embedded.endSilence("works").join();
        append(Topics.CASES_IN, null, cases.write(new CaseRecord.Unsilenced("works")));
        looks(() -> assertThat(again.ledger().silences()).isEmpty());
        all(client -> connected(client, 3), device -> device % 4 == 2);
        comes(again, EventType.DEVICE_ONLINE, DEVICES / 2);
        agrees(again.ledger());
        LogSlice told = again.ledger().latestEvents(1_000);
        Instant end = Instant.now();
        List<ReportView.Device> reported = report("embedded", embedded.ledger(), end);
        assertThat(reported).hasSize(DEVICES);

        for (String name : List.of("crashed", "running", "built")) {
            ViewFeed other = closing(view(name));
            looks(() -> assertThat(other.ledger().devicesByState()).isNotEmpty());
            agrees(other.ledger());
            assertThat(other.ledger().latestEvents(1_000).events())
                    .extracting(logged -> logged.event().id())
                    .containsExactlyInAnyOrderElementsOf(told.events().stream()
                            .map(logged -> logged.event().id())
                            .toList());
            assertThat(report(name, other.ledger(), end)).isEqualTo(reported);
            assertThat(other.health().warning()).isEmpty();
        }
        ViewFeed built = (ViewFeed) open.get(open.size() - 1);
        assertThat(built.ledger().eventsAfter(again.ledger().lastEvent(), 10)).isEmpty();
        assertThat(built.ledger()
                        .eventsAfter(built.ledger().latestEvents(3).from(), 10)
                        .orElseThrow())
                .hasSize(3);
        assertThat(built.ledger().deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10).items().stream()
                        .map(letter -> letter.id().text()))
                .isEqualTo(again.ledger().deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10).items().stream()
                        .map(letter -> letter.id().text())
                        .toList());
        assertThat(built.ledger().sent(new ClientId("site-0/0"), 10))
                .extracting(Sent::sink)
                .containsExactly("tickets");
        assertThat(built.ledger().lastTakenIn()).isPresent();

        append(Topics.STORY, "site-0/0", new byte[] {99});
        letters();
        looks(() ->
                assertThat(built.ledger().sent(new ClientId("site-0/0"), 10)).hasSize(2));
        assertThat(built.health().isWell()).isTrue();
        assertThat(built.health().warning().orElseThrow())
                .contains("lacks what 1 record says", "fleet.story", "its kind 99 is not supported by this version");
        built.close();

        ViewFeed later = closing(view("built"));
        looks(() -> assertThat(later.health().warning().orElse(""))
                .contains("lacks what 1 record says", "run the version that wrote them"));
    }

    private void agrees(Ledger ledger) {
        looks(() -> assertThat(LedgerAnswers.of(ledger)).isEqualTo(LedgerAnswers.of(embedded.ledger())));
    }

    private List<ReportView.Device> report(String name, Ledger ledger, Instant end) throws IOException {
        Path own = Files.createDirectory(folder.resolve("reports-" + name));
        try (KeptReports kept = KeptReports.open(own, () -> ledger, Clock.fixed(end, ZoneOffset.UTC))) {
            return kept.devices(end.minus(Duration.ofHours(1)), end);
        }
    }

    private ViewFeed view(String name) {
        return ViewFeed.start(
                cluster, settings(name), incidents(), new CloudEvents("test"), Clock.systemUTC(), meters(), Map::of);
    }

    private EngineSettings settings(String name) {
        return EngineSettings.of(folder.resolve(name + ".db"));
    }

    /** As a crash leaves it: the log first, so that nothing is in the file alone. */
    private void copy(String from, String to) throws Exception {
        for (String ending : List.of(".db-wal", ".db")) {
            Path file = folder.resolve(from + ending);
            if (Files.exists(file)) {
                Files.copy(file, folder.resolve(to + ending));
            }
        }
    }

    private static SimpleMeterRegistry meters() {
        return new SimpleMeterRegistry();
    }

    private static Rules rules() {
        Policy usual = Policy.defaults();
        ReasonPolicy lost = usual.of(Reason.CONNECTION_LOST);
        Policy quick = usual.with(Reason.CONNECTION_LOST, new ReasonPolicy(lost.cause(), GRACE, lost.severity()));
        return new PresenceMachine(quick)::step;
    }

    private static IncidentRules incidents() {
        return IncidentRules.of(new IncidentMachine(Fleet.grouped(NO_STORM, Optional.empty())));
    }

    private interface About {
        Signal of(ClientId client);
    }

    private void all(About about, Predicate<Integer> chosen) {
        CompletableFuture.allOf(IntStream.range(0, DEVICES)
                        .boxed()
                        .filter(chosen)
                        .map(device -> about.of(new ClientId("site-" + device % SITES + "/" + device)))
                        .flatMap(signal -> List.of(
                                embedded.accept(signal),
                                log.append(
                                        cluster.topic(Topics.SIGNALS),
                                        null,
                                        signal.client().value(),
                                        records.write(new DeviceRecord.Heard(signal, 1, Optional.empty()))))
                                .stream())
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private void silence(Silence silence) {
        embedded.silence(silence).join();
        append(Topics.CASES_IN, null, cases.write(new CaseRecord.Silenced(silence)));
    }

    private void append(String topic, String key, byte[] value) {
        log.append(cluster.topic(topic), null, key, value).join();
    }

    /** Two messages that could not be read, and the result of a delivery. */
    private void letters() {
        for (String payload : List.of("{", "no JSON")) {
            byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
            embedded.keep(new Unreadable("presence", "t", bytes, bytes.length, "is no JSON", Instant.now()))
                    .join();
            append(
                    Topics.LETTERS,
                    "",
                    new LetterCodec()
                            .write(new Letter(
                                    false,
                                    "presence",
                                    "is no JSON",
                                    Optional.of("t"),
                                    Optional.empty(),
                                    Optional.empty(),
                                    bytes,
                                    bytes.length,
                                    0,
                                    Instant.now())));
        }
        Sent sent = new Sent(
                "tickets",
                "id",
                EventType.DEVICE_OFFLINE,
                "site-0/0",
                Optional.empty(),
                Instant.now(),
                1,
                Sent.Result.DELIVERED,
                Optional.of("201"));
        append(Topics.STORY, "site-0/0", new StoryCodec().write(sent));
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

    private void comes(ViewFeed view, EventType type, int times) {
        looks(() -> assertThat(view.ledger().latestEvents(1_000).events().stream()
                        .filter(logged -> logged.event().type() == type))
                .hasSize(times));
    }

    private static void looks(ThrowingRunnable sees) {
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(ViewUnavailable.class)
                .untilAsserted(sees);
    }
}
