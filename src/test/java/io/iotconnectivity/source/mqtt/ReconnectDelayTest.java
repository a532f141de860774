package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ReconnectDelayTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void waitsDoubleUpToTheLongest() {
        ReconnectDelay backoff = new ReconnectDelay(FIRST, LONGEST, () -> 0);

        assertThat(IntStream.range(0, 7).mapToObj(i -> backoff.next().toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void startsAnewAfterAStableConnection() {
        ReconnectDelay backoff = new ReconnectDelay(FIRST, LONGEST, () -> 0);
        backoff.next();
        backoff.next();

        backoff.reset();

        assertThat(backoff.next()).isEqualTo(FIRST);
    }

    @Test
    void aLongestBelowTheFirstIsTheFirst() {
        assertThat(new ReconnectDelay(LONGEST, FIRST, () -> 0).next()).isEqualTo(FIRST);
    }

    @Property
    void chanceShortensAWaitByHalfAtMost(@ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
        assertThat(new ReconnectDelay(FIRST, LONGEST, () -> chance).next())
                .isBetween(FIRST.dividedBy(2), FIRST)
                .isPositive();
    }
}
