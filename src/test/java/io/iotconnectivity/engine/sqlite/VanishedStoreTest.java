package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file is deleted, moved or replaced while its engine runs. */
class VanishedStoreTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock(START);
    private SqliteEngine engine;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void eventAfterTheFileWasDeletedIsNotAcknowledgedAndIsTakenInAfterARestart() throws Exception {
        engine = open(file());
        accept("before");
        try (Stream<Path> files = Files.list(directory)) {
            for (Path one : files.toList()) {
                Files.delete(one);
            }
        }

        refuses("after", file() + " (setting engine.file) was deleted or moved away while it was in use");

        restart();
        accept("after");
        assertThat(knows("after")).isTrue();
    }

    @Test
    void eventAfterTheFileWasReplacedByItsCopyIsNotAcknowledgedAndIsTakenInAfterARestart() throws Exception {
        engine = open(file());
        accept("before");
        Files.move(file(), directory.resolve("away.db"));
        Files.copy(directory.resolve("away.db"), file());

        refuses("after", file() + " (setting engine.file) was replaced by another file while it was in use");

        restart();
        accept("after");
        assertThat(knows("after")).isTrue();
    }

    @Test
    void fileThatIsPutBackBeforeTheRestartKnowsWhatWasAcknowledged() throws Exception {
        engine = open(file());
        accept("before");
        Path away = Files.createDirectory(directory.resolve("away"));
        for (Path one : List.of(file(), beside("-wal"), beside("-shm"))) {
            Files.move(one, away.resolve(one.getFileName()));
        }
        refuses("after", "put the file back together with its -wal");
        engine.close();
        for (Path one : List.of(file(), beside("-wal"), beside("-shm"))) {
            if (Files.exists(away.resolve(one.getFileName()))) {
                Files.move(away.resolve(one.getFileName()), one);
            }
        }

        engine = open(file());
        accept("after");
        assertThat(knows("before")).isTrue();
        assertThat(knows("after")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-shm", ".lock"})
    void fileBesideItThatWasDeletedEndsAcknowledgingAndLosesNothing(String ending) throws Exception {
        engine = open(file());
        accept("before");
        Files.delete(beside(ending));

        refuses("after", file() + ending + " was deleted or moved away");
        assertThat(engine.health().problem().orElseThrow()).contains("Restart iot-connectivity");

        // As a process finds it that starts after a crash.
        Path crashed = Files.createDirectory(directory.resolve("crashed")).resolve("engine.db");
        Files.copy(file(), crashed);
        restart();
        accept("after");
        assertThat(knows("before")).isTrue();
        assertThat(knows("after")).isTrue();
        engine.close();
        engine = open(crashed);
        assertThat(knows("before")).isTrue();
    }

    @Test
    void fileThatVanishesWhileNothingComesInIsNoticedToo() throws Exception {
        engine = open(file());
        Files.delete(file());

        await().until(() -> !engine.health().isWell());
        assertThat(engine.health().needsRestart()).isTrue();
    }

    @Test
    void fileUnderAnotherOfItsNamesIsInUseToo() throws Exception {
        engine = open(file());
        Path other = Files.createSymbolicLink(directory.resolve("other.db"), file());

        assertThatThrownBy(() -> open(other))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("in use by another iot-connectivity");
    }

    private void refuses(String client, String why) {
        CompletableFuture<Void> accepted = engine.accept(connected(client));

        assertThatThrownBy(() -> accepted.get(60, TimeUnit.SECONDS)).hasMessageContaining(why);
        assertThat(engine.health().isWell()).isFalse();
        assertThat(engine.health().needsRestart()).isTrue();
        assertThat(engine.health().problem().orElseThrow()).contains(why);
    }

    private void restart() {
        engine.close();
        engine = open(file());
    }

    private void accept(String client) {
        engine.accept(connected(client)).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private boolean knows(String client) {
        return engine.ledger().device(new ClientId(client)).isPresent();
    }

    private static Signal connected(String client) {
        return new Signal.Connected(new ClientId(client), START, Connection.UNKNOWN);
    }

    private Path file() {
        return directory.resolve("engine.db");
    }

    private Path beside(String ending) {
        return directory.resolve("engine.db" + ending);
    }

    private SqliteEngine open(Path file) {
        return SqliteEngine.open(
                new EngineSettings(file, Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(30), Duration.ZERO),
                new SimpleRules(),
                new NoIncidents(),
                new CloudEvents("iot-connectivity/test"),
                clock,
                new SimpleMeterRegistry(),
                CrashPoint.Watch.NONE);
    }
}
