package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.SampleIncidents;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class AskedPauseTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:00:00Z");

    @Property
    void whatASinkAsksForItGets(
            @ForAll @LongRange(max = 86_400) long seconds, @ForAll @IntRange(min = 1, max = 10_000) int failures) {
        Duration asked = Duration.ofSeconds(seconds);
        assertThat(RedeliveryDelay.after(failures, Optional.of(asked))).isGreaterThanOrEqualTo(asked);
    }

    @Property(tries = 100)
    void aSinkThatAlwaysSaysAtOnceIsNotCalledWithoutEnd(@ForAll @IntRange(min = 7, max = 10_000) int failures) {
        assertThat(RedeliveryDelay.after(failures, Optional.of(Duration.ZERO)))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Property(tries = 100)
    void neitherIsItsProbe(@ForAll @IntRange(min = 11, max = 50) int failures) {
        CircuitBreaker pause = new CircuitBreaker("chat");
        for (int i = 0; i < failures; i++) {
            pause.failed(Optional.of(Duration.ZERO), "busy", NOW);
        }
        assertThat(pause.until().orElseThrow()).isAfterOrEqualTo(NOW.plusSeconds(30));
    }

    @Property(tries = 100)
    void oneRefusalWithAPauseOfItsOwnTakesThatLong(@ForAll @LongRange(min = 2, max = 86_400) long seconds) {
        CircuitBreaker pause = new CircuitBreaker("chat");
        pause.failed(Optional.of(Duration.ofSeconds(seconds)), "busy", NOW);
        assertThat(pause.until()).contains(NOW.plusSeconds(seconds));
    }

    @Property(tries = 100)
    void neitherIsItForARepeat(@ForAll @IntRange(max = 50) int failures) {
        Repetition what = new Repetition(Duration.ofMinutes(1), SampleIncidents.opened("x", NOW));
        Repeats repeats = new Repeats(Map.of(), NOW);

        repeats.failed(new Repeats.Due("x", what, NOW, failures), Optional.of(Duration.ZERO), NOW);

        assertThat(repeats.take(NOW.plusMillis(499))).isEmpty();
    }

    @Example
    void whatOneEventIsToWaitForIsBounded() {
        assertThat(new NotThisOne("busy", Optional.of(Duration.ofSeconds(9_999_999_999L)), false).pause())
                .contains(RetryLater.LONGEST);
        assertThat(new NotThisOne("busy", Optional.of(Duration.ofDays(-400)), false).pause())
                .contains(Duration.ZERO);
    }
}
