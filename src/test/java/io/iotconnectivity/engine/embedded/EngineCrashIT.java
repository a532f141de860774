package io.iotconnectivity.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.ClientId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ends the process between two side effects, and looks at what the next one makes of it. */
class EngineCrashIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(CrashPoint.class)
    void crashLosesNothingThatWasAcceptedAndDisturbsNoOrder(CrashPoint point) throws Exception {
        // The second process crashes too, on what the first has left; the third works everything off.
        assertThat(run("-Diotc.crash=" + point + ":3")).isEqualTo(137);
        List<String> ackedAtCrash = lines("acked");
        everyAckedSignalIsStored(ackedAtCrash);
        run("-Diotc.crash=" + point + ":5");
        everyAckedSignalIsStored(lines("acked"));
        assertThat(run("-Dnothing=to-crash")).isZero();

        everyAckedSignalIsStored(lines("acked"));
        for (int d = 0; d < CrashChild.DEVICES; d++) {
            String device = "d" + d;
            List<String> stored = eventIds(device);
            assertThat(stored).hasSize(CrashChild.SIGNALS / CrashChild.DEVICES);
            List<String> firstTimes = lines("delivered").stream()
                    .filter(id -> id.startsWith(device + "-"))
                    .distinct()
                    .toList();
            assertThat(firstTimes).isSorted().containsExactlyElementsOf(new TreeSet<>(stored));
        }
    }

    private void everyAckedSignalIsStored(List<String> acked) {
        try (EmbeddedEngine engine = open()) {
            for (int d = 0; d < CrashChild.DEVICES; d++) {
                int device = d;
                long told = acked.stream()
                        .distinct()
                        .filter(number -> Integer.parseInt(number) % CrashChild.DEVICES == device)
                        .count();
                int stored = engine.ledger()
                        .events(new ClientId("d" + d), Optional.empty(), 10_000)
                        .items()
                        .size();
                assertThat((long) stored).isGreaterThanOrEqualTo(told);
            }
            assertThat(engine.ledger()
                            .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                            .items())
                    .extracting(DeadLetter::reason)
                    .isEmpty();
        }
    }

    private List<String> eventIds(String device) {
        try (EmbeddedEngine engine = open()) {
            return engine.ledger().events(new ClientId(device), Optional.empty(), 10_000).items().stream()
                    .map(Event::id)
                    .toList();
        }
    }

    private EmbeddedEngine open() {
        return EmbeddedEngine.open(
                EmbeddedSettings.of(directory.resolve("engine.db")),
                new SimpleRules(),
                new NoIncidents(),
                new CloudEvents("iot-connectivity/test"),
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                CrashPoint.Watch.NONE);
    }

    private List<String> lines(String file) throws Exception {
        Path path = directory.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    private int run(String property) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        property,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the process ended by itself; it said %s", Files.readString(directory.resolve("output")))
                .isTrue();
        return process.exitValue();
    }
}
