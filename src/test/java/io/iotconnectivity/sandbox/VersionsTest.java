package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class VersionsTest {
    private Instant now = Instant.parse("2026-11-23T00:00:00Z");
    private final Versions versions = new Versions(
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }
            },
            Duration.ofHours(1));

    @Test
    void growsWithEachConnection() {
        assertThat(versions.opened("a")).isZero();
        versions.closed("a");
        now = now.plus(Duration.ofMinutes(59));
        assertThat(versions.opened("a")).isEqualTo(1);
        assertThat(versions.opened("b")).isZero();
    }

    @Test
    void startsAgainAfterAnHourAway() {
        versions.opened("a");
        versions.closed("a");
        versions.opened("a");
        versions.closed("a");
        now = now.plus(Duration.ofHours(1));
        assertThat(versions.opened("a")).isZero();
    }

    @Test
    void aLongConnectionIsNotAway() {
        versions.opened("a");
        versions.closed("a");
        versions.opened("a");
        now = now.plus(Duration.ofHours(5));
        assertThat(versions.opened("a")).as("a take-over after five hours").isEqualTo(2);
        versions.closed("a");
        now = now.plus(Duration.ofHours(5));
        assertThat(versions.opened("a"))
                .as("the taken-over one is closed, the newer one lives")
                .isEqualTo(3);
    }
}
