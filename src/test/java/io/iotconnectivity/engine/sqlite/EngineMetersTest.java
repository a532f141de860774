package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.connectivity.LogLines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineMetersTest {

    /** What {@link MeterRegistry} complains of is only in its log. */
    @Test
    void sinkThatIsAttachedAgainRegistersNoGaugeTwice() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EngineMeters meters = new EngineMeters(registry);
        try (LogLines lines = LogLines.of(MeterRegistry.class)) {
            meters.watch("log", Optional::empty, Clock.systemUTC());
            meters.watch("log", Optional::empty, Clock.systemUTC());
            meters.watch("other", Optional::empty, Clock.systemUTC());

            assertThat(lines.lines()).isEmpty();
        }
        assertThat(registry.get("iotc.sink.active").gauges()).hasSize(2);
    }
}
