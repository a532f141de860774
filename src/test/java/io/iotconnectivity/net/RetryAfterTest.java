package io.iotconnectivity.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.delivery.RetryLater;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:00:00Z");

    @Test
    void secondsAreRead() {
        assertThat(RetryAfter.parse(" 120 ", NOW)).hasValue(Duration.ofSeconds(120));
    }

    @Test
    void datesAreRead() {
        assertThat(RetryAfter.parse("Mon, 23 Nov 2026 14:00:30 GMT", NOW)).hasValue(Duration.ofSeconds(30));
    }

    @Test
    void pastDatesMeanNow() {
        assertThat(asked("Mon, 23 Nov 2026 13:00:00 GMT")).isEqualTo(Duration.ZERO);
    }

    @Test
    void aReceiverIsLeftAloneForADayAtMost() {
        assertThat(asked("86400")).isEqualTo(Duration.ofDays(1));
        assertThat(asked("9999999999")).isEqualTo(Duration.ofDays(1));
        assertThat(asked("Mon, 23 Nov 2099 14:00:00 GMT")).isEqualTo(Duration.ofDays(1));
    }

    private static Duration asked(String text) {
        return new RetryLater("busy", RetryAfter.parse(text, NOW).orElseThrow()).pause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1.5", "99999999999999999999"})
    void otherTextsAreNoPause(String text) {
        assertThat(RetryAfter.parse(text, NOW)).isEmpty();
    }
}
