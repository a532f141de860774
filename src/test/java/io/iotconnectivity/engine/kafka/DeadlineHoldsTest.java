package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DeadlineHoldsTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final HandClock clock = new HandClock(START);
    private final StageNode node = new StageNode(clock, Duration.ofMillis(100));
    private final List<Instant> told = new ArrayList<>();

    @AutoClose
    private final DeadlineHolds holds = new DeadlineHolds(node, (holder, until) -> told.add(until), clock);

    @Test
    void othersAreToldOfALongHoldForAMinuteAtATime() {
        holds.hold("a", START.plusSeconds(300));
        clock.advance(Duration.ofSeconds(20));
        holds.renew();

        assertThat(told).containsExactly(START.plusSeconds(60), START.plusSeconds(80));
        assertThat(node.holds(START.plusSeconds(299))).isTrue();
    }

    @Test
    void endOfAHoldIsToldAtOnce() {
        holds.hold("a", START.plusSeconds(300));
        clock.advance(Duration.ofSeconds(1));
        holds.hold("a", clock.instant());

        assertThat(told).containsExactly(START.plusSeconds(60), START.plusSeconds(1));
        assertThat(node.holds(clock.instant())).isFalse();
        holds.renew();
        assertThat(told).hasSize(2);
    }

    @Test
    void holdThatIsExtendedBitByBitIsToldNowAndThen() {
        for (int i = 0; i < 40; i++) {
            holds.hold("a", clock.instant().plusSeconds(2));
            assertThat(told.get(told.size() - 1))
                    .isAfterOrEqualTo(clock.instant().plusSeconds(2));
            clock.advance(Duration.ofMillis(250));
        }

        assertThat(told).hasSizeLessThan(8);
    }

    @Test
    void deadlinesWaitForTheLastOfAllHolders() {
        holds.hold("a", START.plusSeconds(10));
        holds.hold("b", START.plusSeconds(20));
        holds.hold("a", START);

        assertThat(node.holds(START.plusSeconds(19))).isTrue();
        assertThat(node.holds(START.plusSeconds(20))).isFalse();
    }

    @Test
    void nobodyHoldsDeadlinesForLongWithoutAskingAgain() {
        holds.hold("starting", START.plus(Duration.ofHours(1)));

        assertThat(node.holds(START.plus(DeadlineHolds.LONGEST))).isFalse();
    }
}
