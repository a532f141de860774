package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A sink gets as much at a time as it takes, and less as soon as it refuses. */
class ConcurrencyLimitTest {
    private static final Duration QUICK = Duration.ofMillis(10);

    @Test
    void doublesUpToTheSettingWhileTheSinkTakesEverything() {
        ConcurrencyLimit limit = new ConcurrencyLimit(50);

        assertThat(limit.limit()).isEqualTo(8);
        window(limit, QUICK);
        assertThat(limit.limit()).isEqualTo(16);
        window(limit, QUICK);
        window(limit, QUICK);
        assertThat(limit.limit()).isEqualTo(50);
    }

    @Test
    void neverExceedsALowSetting() {
        ConcurrencyLimit limit = new ConcurrencyLimit(2);
        window(limit, QUICK);

        assertThat(limit.limit()).isEqualTo(2);
    }

    @Test
    void halvesOnceForAllCallsThatWereUnderWayTogether() {
        ConcurrencyLimit limit = new ConcurrencyLimit(64);
        window(limit, QUICK);
        window(limit, QUICK);
        int begun = limit.generation();

        limit.refused(begun);
        limit.refused(begun);
        limit.refused(begun);

        assertThat(limit.limit()).isEqualTo(16);
        limit.refused(limit.generation());
        assertThat(limit.limit()).isEqualTo(8);
    }

    @Test
    void growsByOneAtATimeOnceTheSinkHasRefused() {
        ConcurrencyLimit limit = new ConcurrencyLimit(64);
        limit.refused(limit.generation());

        window(limit, QUICK);
        window(limit, QUICK);

        assertThat(limit.limit()).isEqualTo(6);
    }

    @Test
    void doesNotGrowWhileFewerCallsAreWanted() {
        ConcurrencyLimit limit = new ConcurrencyLimit(64);
        for (int i = 0; i < 1000; i++) {
            limit.answered(QUICK);
        }

        assertThat(limit.limit()).isEqualTo(8);
    }

    @Test
    void doesNotGrowWhileTheSinkIsSlowingDownAndDoesOnceThatIsItsPace() {
        ConcurrencyLimit limit = new ConcurrencyLimit(64);
        window(limit, Duration.ofMillis(60));
        window(limit, Duration.ofMillis(200));
        assertThat(limit.limit()).isEqualTo(16);

        for (int i = 0; i < 30; i++) {
            window(limit, Duration.ofMillis(200));
        }
        assertThat(limit.limit()).isEqualTo(64);
    }

    @Property
    void staysBetweenOneAndTheSetting(
            @ForAll @IntRange(min = 1, max = 256) int most, @ForAll @Size(max = 500) int[] ends) {
        ConcurrencyLimit limit = new ConcurrencyLimit(most);
        for (int end : ends) {
            limit.reached();
            if (end % 3 == 0) {
                limit.refused(limit.generation());
            } else {
                limit.answered(Duration.ofMillis(Math.floorMod(end, 1000)));
            }
            assertThat(limit.limit()).isBetween(1, most);
        }
    }

    private static void window(ConcurrencyLimit limit, Duration took) {
        int calls = limit.limit();
        for (int i = 0; i < calls; i++) {
            limit.reached();
            limit.answered(took);
        }
    }
}
