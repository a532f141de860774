package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.ProbeResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LostAnswersTest {
    private static final ClientId CLIENT = new ClientId("a");
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AutoClose
    private final LostAnswers lost = new LostAnswers(Clock.systemUTC(), meters);

    @Test
    void answersThatTheEngineRefusesAreCountedByKind() {
        IllegalStateException full = new IllegalStateException("the disk is full");
        lost.count(new Signal.Enriched(CLIENT, NOW, "assets", Optional.empty()), full);
        lost.count(new Signal.Enriched(CLIENT, NOW, "assets", Optional.empty()), full);
        lost.count(new Signal.Probed(CLIENT, NOW, ProbeResult.SILENT), full);

        assertThat(counted("enriched")).isEqualTo(2);
        assertThat(counted("probe")).isEqualTo(1);
        assertThat(counted("check")).isZero();
    }

    private double counted(String kind) {
        return meters.get("iotc.lost.answers").tag("kind", kind).counter().count();
    }
}
