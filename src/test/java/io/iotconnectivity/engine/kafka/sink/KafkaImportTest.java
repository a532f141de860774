package io.iotconnectivity.engine.kafka.sink;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.move.MoveFile;
import io.iotconnectivity.engine.move.MoveHeader;
import io.iotconnectivity.engine.move.MoveWriter;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.signal.ClientPattern;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaImportTest {
    @TempDir
    Path folder;

    @Test
    void dividedIncidentsAreRefusedBeforeKafkaIsAsked() {
        Path file = folder.resolve("state.export");
        try (MoveWriter writer = MoveWriter.create(file, new MoveHeader("0.1.0", "embedded", Instant.EPOCH))) {
            writer.finish();
        }
        MoveFile exported = MoveFile.check(file, item -> {});
        ClusterSettings settings = new ClusterSettings(
                "127.0.0.1:9",
                "app",
                folder,
                Map.of(),
                Duration.ofDays(1),
                Duration.ofDays(1),
                "one",
                Instant.EPOCH,
                true,
                Optional.of(ClientPattern.of("([^-]+)-.*")));

        assertThatThrownBy(() -> KafkaImport.take(
                        settings,
                        (before, signal, now) -> {
                            throw new IllegalStateException("nothing is decided here");
                        },
                        IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults())),
                        Clock.systemUTC(),
                        exported))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("kafka.shard.pattern is set")
                .hasMessageContaining("import without it");
    }
}
