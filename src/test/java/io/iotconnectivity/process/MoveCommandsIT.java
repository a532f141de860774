package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands export and import as users run them. */
class MoveCommandsIT {
    private static final ClientId DEVICE = new ClientId("pump-7");

    @TempDir
    Path directory;

    private record Ended(int status, String out, String err) {}

    @Test
    void stoppedInstallationGoesOnInAnotherFile() throws Exception {
        settings("application.properties", "first.db");
        settings("second.properties", "second.db");
        try (SqliteEngine running = open("first.db")) {
            running.accept(new Signal.Connected(
                            DEVICE,
                            Instant.now(),
                            new Connection(
                                    OptionalLong.of(1),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty())))
                    .join();
            Ended early = run("export", "state.export");
            assertThat(early.status()).as(early.toString()).isEqualTo(1);
            assertThat(early.err()).contains("first.db", "is in use by another iot-connectivity. Stop that process");
        }

        Ended exported = run("export", "state.export");
        assertThat(exported.status()).as(exported.toString()).isZero();
        assertThat(exported.out()).contains("Exported to", "state.export: 1 device");

        Path cut = directory.resolve("cut.export");
        byte[] whole = Files.readAllBytes(directory.resolve("state.export"));
        Files.write(cut, Arrays.copyOf(whole, whole.length - 20));
        Ended broken = run("import", "cut.export", "--config", "second.properties");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.err()).contains("cut.export is cut off").doesNotContain("\tat ");
        assertThat(directory.resolve("second.db")).doesNotExist();

        Ended twice = run("import", "state.export");
        assertThat(twice.status()).isEqualTo(1);
        assertThat(twice.err()).contains("first.db (setting engine.file) exists already");

        Ended imported = run("import", "state.export", "--config", "second.properties");
        assertThat(imported.status()).as(imported.toString()).isZero();
        assertThat(imported.out()).contains("(engine=embedded) exported at", "1 device");
        try (SqliteEngine second = open("second.db")) {
            assertThat(second.ledger().device(DEVICE).map(Presence::state)).contains(Verdict.ONLINE);
        }
        assertThat(run("export").status()).isEqualTo(2);
        assertThat(run("import", "--help").out()).contains("Usage: iot-connectivity import", "<engine.file>.key");
    }

    private SqliteEngine open(String file) {
        return SqliteEngine.open(
                EngineSettings.of(directory.resolve(file)),
                new PresenceMachine(Policy.defaults())::step,
                IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults())),
                new CloudEvents("iot-connectivity/test"),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    private void settings(String name, String file) throws IOException {
        Files.writeString(directory.resolve(name), "mqtt.url = tcp://127.0.0.1:1\nengine.file = " + file + "\n");
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = ProductCommand.of();
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }
}
