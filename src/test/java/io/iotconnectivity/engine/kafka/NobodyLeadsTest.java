package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class NobodyLeadsTest {
    private final HandClock clock = new HandClock(Instant.EPOCH);
    private final AtomicInteger candidates = new AtomicInteger();

    @AutoClose
    private final NobodyLeads nobody = new NobodyLeads(candidates::get, clock);

    @Test
    void warnsAfterAMinuteWithoutAnyAndNoLongerWhenThereIsOne() {
        nobody.look();
        clock.advance(Duration.ofSeconds(59));
        nobody.look();
        assertThat(nobody.warning()).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        nobody.look();
        assertThat(nobody.warning()).hasValueSatisfying(warning -> assertThat(warning)
                .startsWith("no instance has led since 1970-01-01T00:00:00Z")
                .contains("set kafka.view=true"));

        candidates.set(1);
        nobody.look();
        assertThat(nobody.warning()).isEmpty();
        candidates.set(0);
        nobody.look();
        assertThat(nobody.warning()).isEmpty();
    }
}
