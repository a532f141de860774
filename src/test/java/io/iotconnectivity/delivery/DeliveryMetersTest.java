package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.connectivity.LogLines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryMetersTest {

    /** What {@link MeterRegistry} complains of is only in its log. */
    @Test
    void sinkThatIsAttachedAgainRegistersNoGaugeTwice() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        DeliveryMeters meters = new DeliveryMeters(registry, Clock.systemUTC());
        try (LogLines lines = LogLines.of(MeterRegistry.class)) {
            meters.watch("log", Optional::empty);
            meters.watch("log", Optional::empty);
            meters.watch("other", Optional::empty);

            assertThat(lines.lines()).isEmpty();
        }
        assertThat(registry.get("iotc.sink.active").gauges()).hasSize(2);
    }
}
