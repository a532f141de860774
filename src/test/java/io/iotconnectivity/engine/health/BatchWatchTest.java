package io.iotconnectivity.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.StoreHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BatchWatchTest {
    private final HandClock clock = new HandClock(Instant.parse("2026-11-23T10:00:00Z"));
    private final AtomicLong nanos = new AtomicLong(-5);

    @AutoClose
    private final BatchWatch watch = new BatchWatch(clock, nanos::get, Thread.currentThread(), BatchWatch.LATE);

    @Test
    void aBatchIsLateAfterTenSecondsAndSaysSinceWhenAndWhere() {
        watch.begin();
        passes(BatchWatch.LATE.minusMillis(1));
        assertThat(watch.health()).isEqualTo(StoreHealth.WELL);

        passes(BatchWatch.LATE.minusMillis(9_999));
        assertThat(watch.health().needsRestart()).isFalse();
        assertThat(watch.health().problem().orElseThrow())
                .startsWith("a batch has been in progress since 2026-11-23T10:00:00Z, for 10 s, in BatchWatch.health,");
    }

    @Test
    void oneThatHasEndedIsForgotten() {
        watch.begin();
        passes(BatchWatch.LATE);
        watch.end();
        assertThat(watch.health()).isEqualTo(StoreHealth.WELL);

        watch.begin();
        assertThat(watch.health()).isEqualTo(StoreHealth.WELL);
    }

    @Test
    void aRestartIsAskedForWhereItLastsLongerThanAnyDiskKeepsOneWaiting() {
        watch.begin();
        passes(BatchWatch.STUCK);

        assertThat(watch.health().needsRestart()).isTrue();
    }

    @Test
    void aClockThatIsSetMakesNoBatchLate() {
        watch.begin();
        clock.advance(BatchWatch.STUCK);

        assertThat(watch.health()).isEqualTo(StoreHealth.WELL);
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
        clock.advance(time);
    }
}
