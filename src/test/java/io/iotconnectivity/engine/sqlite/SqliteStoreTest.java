package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the engine copes with a file that is full, damaged, locked by another process, or old. */
class SqliteStoreTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock(START);
    private SqliteEngine engine;
    private SimpleMeterRegistry meters;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void directoryOfTheFileIsMadeForItsOwnerOnly() throws Exception {
        Path file = directory.resolve("data/engine.db");
        engine = open(file, Duration.ZERO);

        assertThat(Files.getPosixFilePermissions(file.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        for (String suffix : List.of("", "-wal", "-shm", ".lock")) {
            assertThat(Files.getPosixFilePermissions(file.resolveSibling("engine.db" + suffix)))
                    .as("engine.db" + suffix)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void lockThatOthersCouldHoldIsRestricted() throws Exception {
        Path lock = directory.resolve("engine.db.lock");
        Files.createFile(lock);
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));

        engine = open(directory.resolve("engine.db"), Duration.ZERO);

        assertThat(Files.getPosixFilePermissions(lock)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void lockThatIsALinkIsNotFollowed() throws Exception {
        Path foreign = Files.createFile(directory.resolve("foreign"));
        Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rw-r--r--"));
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.createSymbolicLink(data.resolve("engine.db.lock"), foreign);

        assertThatThrownBy(() -> open(data.resolve("engine.db"), Duration.ZERO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("engine.db.lock");
        assertThat(Files.getPosixFilePermissions(foreign)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void fileThatIsInUseIsRefused() {
        engine = open(file(), Duration.ZERO);

        assertThatThrownBy(() -> open(file(), Duration.ZERO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("engine.file")
                .hasMessageContaining("in use");
    }

    @Test
    void fileThatIsNoDatabaseIsRefusedWithWhatToDo() throws Exception {
        Files.writeString(file(), "this is a text that somebody has put here ".repeat(100));

        assertThatThrownBy(() -> open(file(), Duration.ZERO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("engine.file")
                .hasMessageContaining("restore a backup");
    }

    @Test
    void damagedFileIsRefusedWithWhatToDo() throws Exception {
        engine = open(file(), Duration.ZERO);
        acceptMany(0, 2000);
        engine.close();
        engine = null;
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            byte[] noise = new byte[4096];
            Arrays.fill(noise, (byte) 0x5a);
            for (long page = 3; page < bytes.length() / 4096; page += 2) {
                bytes.seek(page * 4096);
                bytes.write(noise);
            }
        }

        assertThatThrownBy(() -> open(file(), Duration.ZERO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("restore a backup");
        // A file that was refused is released again.
        Files.delete(file());
        engine = open(file(), Duration.ZERO);
    }

    @Test
    void fileOfTheFirstVersionIsBroughtUpToDateWithItsDevices() throws Exception {
        String first = new String(Schema.class.getResourceAsStream("/db/1.sql").readAllBytes(), StandardCharsets.UTF_8);
        try (java.sql.Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String command : first.split(";\\s*\\R")) {
                statement.execute(command);
            }
            // As that version wrote it.
            statement.execute("INSERT INTO device VALUES ('a', 'OFFLINE', 1, NULL, 7, 2, 0, CAST('{\"client\":\"a\","
                    + "\"state\":\"OFFLINE\",\"since\":1000000,\"verified\":true,\"sequence\":7,\"updatedAt\":2000000}'"
                    + " AS BLOB))");
            statement.execute("PRAGMA user_version = 1");
        }

        engine = open(file(), Duration.ZERO);

        assertThat(engine.ledger().device(new ClientId("a"))).hasValueSatisfying(device -> {
            assertThat(device.state()).isEqualTo(Verdict.OFFLINE);
            assertThat(device.sequence()).isEqualTo(7);
            assertThat(device.unanswered()).isEmpty();
        });
        accept(new Signal.Connected(new ClientId("a"), START, Connection.UNKNOWN));
        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().state())
                .isEqualTo(Verdict.ONLINE);
    }

    @Test
    void fileOfTheSecondVersionKeepsEverythingAndItsOutagesAreTold() throws Exception {
        Path now = directory.resolve("now.db");
        engine = open(now, Duration.ZERO, new PresenceMachine(Policy.defaults())::step);
        Queue<String> before = new ConcurrentLinkedQueue<>();
        engine.attach(sink("webhook-desk"), taking(before));
        engine.attach(sink("log"), (events, attempt, receipt) -> {
            throw new IllegalStateException("dead");
        });
        accept(connected("away", 1));
        accept(connected("waits", 1));
        drop("away", 1);
        clock.advance(Duration.ofSeconds(30));
        await().until(() -> state("away") == Verdict.OFFLINE);
        drop("waits", 1);
        engine.keep(new Unreadable("presence", "topic", new byte[] {1}, 1, "not JSON", START))
                .join();
        List<String> events = eventsOf("away");
        await().until(() -> before.containsAll(events) && before.containsAll(eventsOf("waits")));
        await().until(() ->
                engine.ledger().sinks().stream().anyMatch(sink -> sink.name().equals("log") && sink.retrying() > 0));
        engine.close();
        FileOfVersion7.restore(now);
        copyAsOfTheSecondVersion(now, file());

        Queue<String> toLog = new ConcurrentLinkedQueue<>();
        Queue<String> toDesk = new ConcurrentLinkedQueue<>();
        engine = open(file(), Duration.ZERO, new PresenceMachine(Policy.defaults())::step);
        engine.attach(sink("log"), taking(toLog));
        // The sink no longer subscribes to anything, but it has received an outage whose end it has yet to receive.
        engine.attach(
                new Sink(
                        "webhook-desk",
                        event -> false,
                        1000,
                        2,
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                taking(toDesk));

        assertThat(state("away")).isEqualTo(Verdict.OFFLINE);
        assertThat(state("waits")).isEqualTo(Verdict.SUSPECT);
        assertThat(eventsOf("away")).isEqualTo(events);
        assertThat(engine.ledger()
                        .deadLetters(DeadLetterQuery.of("presence"), Optional.empty(), 10)
                        .items())
                .hasSize(1);
        accept(connected("waits", 1));
        assertThat(state("waits")).as("it was taken in before").isEqualTo(Verdict.SUSPECT);
        clock.advance(Duration.ofSeconds(30));
        await().until(() -> state("waits") == Verdict.OFFLINE);
        accept(connected("away", 2));
        await().untilAsserted(() ->
                assertThat(toDesk).containsExactly(eventsOf("away").get(0)));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    clock.advance(Duration.ofSeconds(5));
                    return toLog.containsAll(eventsOf("away")) && toLog.containsAll(eventsOf("waits"));
                });
    }

    @Test
    void whoFloodsWithUnreadableMessagesFillsNoDiskAndPushesOutNobodyElses() throws Exception {
        engine = open(file(), Duration.ZERO);
        engine.attach(sink("desk"), (events, attempt, receipt) -> {
            throw new Undeliverable("no such thing");
        });
        accept(connected("device-7", 1));
        await().until(() -> letters("desk") == 1);
        keep("presence", "$aws/events/presence/connected/a", 200);
        keep("last-will", "lwt/honest", 200);

        for (int i = 0; i < 300; i++) {
            keep("last-will", "lwt/mallory", 1024 * 1024);
        }

        assertThat(letters("desk")).isEqualTo(1);
        assertThat(letters("presence")).isEqualTo(1);
        assertThat(letters("last-will")).isBetween(250L, 256L);
        assertThat(engine.ledger()
                        .deadLetters(DeadLetterQuery.of("last-will"), Optional.of(new LogPosition("5")), 10)
                        .items())
                .extracting(letter -> letter.topic().orElseThrow())
                .containsExactly("lwt/honest");
        assertThat(meters.get("iotc.dropped.dead.letters").counter().count())
                .isEqualTo(302 - letters("last-will") - letters("presence"));
        assertThat(engine.health().isWell()).isTrue();
        assertThat(engine.health().warning().orElseThrow())
                .contains("dead letters were dropped", "256 MiB", "last-will on lwt/mallory", "senders' permissions");
        assertThat(Files.size(file())).isLessThan(300L * 1024 * 1024);

        long full = letters("last-will");
        engine.close();
        engine = open(file(), Duration.ZERO);
        assertThat(engine.health().warning()).isEmpty();
        keep("last-will", "lwt/mallory", 1024 * 1024);

        assertThat(letters("last-will")).isEqualTo(full);
        assertThat(engine.health().warning()).isPresent();
        clock.advance(Duration.ofDays(1));
        assertThat(engine.health().warning()).isEmpty();
    }

    private void keep(String source, String topic, int size) {
        engine.keep(new Unreadable(source, topic, new byte[size], size, "not JSON", START))
                .join();
    }

    private long letters(String origin) {
        return engine.ledger()
                .deadLetters(DeadLetterQuery.of(origin), Optional.empty(), 1)
                .total();
    }

    /** As that version would have written it: its tables and their content. */
    private static void copyAsOfTheSecondVersion(Path from, Path to) throws Exception {
        try (java.sql.Connection now = DriverManager.getConnection("jdbc:sqlite:" + from)) {
            RowsOfJson.write(now);
        }
        try (java.sql.Connection connection = DriverManager.getConnection("jdbc:sqlite:" + to);
                Statement statement = connection.createStatement()) {
            for (String script : List.of("/db/1.sql", "/db/2.sql")) {
                String commands =
                        new String(Schema.class.getResourceAsStream(script).readAllBytes(), StandardCharsets.UTF_8);
                for (String command : commands.split(";\\s*\\R")) {
                    statement.execute(command);
                }
            }
            statement.execute("ATTACH '" + from + "' AS now");
            for (String table : List.of("inbox", "device", "event", "sink", "delivery", "dead_letter")) {
                List<String> columns = new ArrayList<>();
                try (ResultSet column =
                        statement.executeQuery("SELECT name FROM pragma_table_info('" + table + "', 'main')")) {
                    while (column.next()) {
                        columns.add(column.getString(1));
                    }
                }
                String all = String.join(", ", columns);
                assertThat(statement.executeUpdate(
                                "INSERT INTO main." + table + " (" + all + ") SELECT " + all + " FROM now." + table))
                        .as(table)
                        .isPositive();
            }
            statement.execute("PRAGMA main.user_version = 2");
        }
    }

    private static Delivery taking(Queue<String> taken) {
        return (events, attempt, receipt) -> {
            events.forEach(event -> taken.add(event.id()));
            return Receipt.NONE;
        };
    }

    private void drop(String client, long version) {
        accept(new Signal.Disconnected(
                new ClientId(client),
                clock.instant(),
                new Connection(
                        OptionalLong.of(version),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Reason.CONNECTION_LOST));
    }

    @Test
    void fileOfALaterVersionIsRefused() throws Exception {
        open(file(), Duration.ZERO).close();
        try (java.sql.Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> open(file(), Duration.ZERO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("later version")
                .hasMessageContaining("schema 99");
    }

    @Test
    void fullDiskKeepsSignalsWaitingAndNothingIsLostWhenSpaceReturns() {
        engine = open(file(), Duration.ZERO);
        acceptMany(0, 100);
        fillDisk();
        List<CompletableFuture<Void>> waiting = IntStream.range(100, 3000)
                .mapToObj(i -> engine.accept(connected("d" + i, i)))
                .toList();

        await().until(() -> !engine.health().isWell());
        assertThat(engine.health().problem().orElseThrow())
                .contains(file().toString())
                .contains("Free space");
        assertThat(waiting.get(waiting.size() - 1)).isNotDone();
        assertThat(engine.ledger().device(new ClientId("d1"))).isPresent();

        engine.file().limitPages(Integer.MAX_VALUE);
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(engine.health()).isEqualTo(StoreHealth.WELL);
        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.ONLINE, 3000L);
    }

    @Test
    void engineThatIsClosedWhileTheDiskIsFullSaysThatNothingWasAccepted() {
        engine = open(file(), Duration.ZERO);
        fillDisk();
        List<CompletableFuture<Void>> waiting = IntStream.range(0, 3000)
                .mapToObj(i -> engine.accept(connected("d" + i, i)))
                .toList();
        await().until(() -> !engine.health().isWell());
        engine.close();
        long told = waiting.stream()
                .filter(each -> !each.isCompletedExceptionally())
                .count();
        engine = open(file(), Duration.ZERO);

        assertThat(waiting).allMatch(CompletableFuture::isDone);
        assertThat(engine.ledger().devicesByState().getOrDefault(Verdict.ONLINE, 0L))
                .isEqualTo(told);
    }

    /** Simulates a full disk. */
    private void fillDisk() {
        engine.file().limitPages(1);
        try (Statement statement = engine.writer().connection().createStatement()) {
            statement.execute("PRAGMA max_page_count = 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void acceptMany(int from, int to) {
        CompletableFuture.allOf(IntStream.range(from, to)
                        .mapToObj(i -> engine.accept(connected("d" + i, i)))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private void accept(Signal signal) {
        engine.accept(signal).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private Verdict state(String client) {
        return engine.ledger().device(new ClientId(client)).orElseThrow().state();
    }

    private List<String> eventsOf(String client) {
        return engine.ledger().events(new ClientId(client), Optional.empty(), 1000).items().stream()
                .map(Event::id)
                .toList();
    }

    private Path file() {
        return directory.resolve("engine.db");
    }

    private static Sink sink(String name) {
        return new Sink(name, event -> true, 1000, 2, Optional.empty());
    }

    private static Signal connected(String client, long version) {
        return new Signal.Connected(
                new ClientId(client),
                START,
                new Connection(
                        OptionalLong.of(version),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private SqliteEngine open(Path file, Duration settle) {
        return open(file, settle, new SimpleRules());
    }

    private SqliteEngine open(Path file, Duration settle, Rules rules) {
        meters = new SimpleMeterRegistry();
        return SqliteEngine.open(
                new EngineSettings(file, Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(30), settle),
                rules,
                new NoIncidents(),
                new CloudEvents("iot-connectivity/test"),
                clock,
                meters,
                CrashPoint.Watch.NONE);
    }
}
