package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MessageRateTest {
    private long nanos = Duration.ofDays(7).toNanos();
    private final MessageRate rate = new MessageRate("source", 80, () -> nanos);

    @Test
    void rateIsThatOfTheLastTenSeconds() {
        run(30, 10);
        assertThat(rate.perSecond()).isEqualTo(30);

        run(0, 5);
        assertThat(rate.perSecond()).isEqualTo(15);
        run(0, 5);
        assertThat(rate.perSecond()).isZero();
    }

    @Test
    void burstOfOneSecondIsNoAlarm() {
        run(100, 3);

        assertThat(rate.warning()).isEmpty();
    }

    @Test
    void sourceNearTheLimitSaysWhatToDo() {
        run(90, 10);

        assertThat(rate.warning())
                .hasValueSatisfying(words -> assertThat(words).contains("90 messages", "queue.enabled"));
    }

    @Test
    void rateAboutTheAlarmIsOneEpisode() {
        run(85, 10);
        run(75, 10);
        assertThat(rate.warning()).isPresent();

        run(50, 10);
        assertThat(rate.warning()).isEmpty();
        run(75, 10);
        assertThat(rate.warning()).isEmpty();
    }

    @Test
    void silenceEndsAnEpisode() {
        run(90, 10);

        nanos += Duration.ofHours(1).toNanos();

        assertThat(rate.warning()).isEmpty();
        assertThat(rate.perSecond()).isZero();
    }

    @Test
    void withoutAnAlarmThereIsNone() {
        MessageRate quiet = new MessageRate("source", 0, () -> nanos);
        for (int i = 0; i < 20_000; i++) {
            quiet.count(1);
            nanos += Duration.ofMillis(1).toNanos();
        }

        assertThat(quiet.warning()).isEmpty();
        assertThat(quiet.perSecond()).isGreaterThan(900);
    }

    private void run(int perSecond, int seconds) {
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < perSecond; i++) {
                rate.count(1);
            }
            nanos += Duration.ofSeconds(1).toNanos();
        }
    }
}
