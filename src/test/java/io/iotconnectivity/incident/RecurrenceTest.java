package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void aWindowIsOpenFromItsOpeningToItsEnd() {
        Span nightly = Recurrence.of("0 2 * * *", Duration.ofHours(2), ZoneOffset.UTC);

        assertThat(nightly.endAt(at("2026-03-01T01:59:59Z"))).isEmpty();
        assertThat(nightly.endAt(at("2026-03-01T02:00:00Z"))).contains(at("2026-03-01T04:00:00Z"));
        assertThat(nightly.endAt(at("2026-03-01T03:59:59.999Z"))).contains(at("2026-03-01T04:00:00Z"));
        assertThat(nightly.endAt(at("2026-03-01T04:00:00Z"))).isEmpty();
    }

    @Test
    void aWindowMayLastOverMidnightAndTheEndOfTheYear() {
        Span night = Recurrence.of("30 22 * * *", Duration.ofHours(8), BERLIN);

        assertThat(night.endAt(at("2026-12-31T23:30:00Z"))).contains(at("2027-01-01T05:30:00Z"));
        assertThat(night.endAt(at("2027-01-01T05:29:59Z"))).contains(at("2027-01-01T05:30:00Z"));
    }

    @Test
    void ofOverlappingWindowsTheLastToCloseCounts() {
        Span hourly = Recurrence.of("0 * * * *", Duration.ofMinutes(90), ZoneOffset.UTC);

        assertThat(hourly.endAt(at("2026-03-01T01:10:00Z"))).contains(at("2026-03-01T02:30:00Z"));
    }

    @Test
    void sundayHasTwoNumbersAndAName() {
        for (String sunday : new String[] {"0", "7", "SUN"}) {
            Span weekly = Recurrence.of("0 2 * * " + sunday, Duration.ofHours(1), ZoneOffset.UTC);

            assertThat(weekly.endAt(at("2026-03-01T02:30:00Z"))).as(sunday).isPresent();
            assertThat(weekly.endAt(at("2026-03-02T02:30:00Z"))).as(sunday).isEmpty();
        }
    }

    @ParameterizedTest(name = "at {0}, the window that opens at half past two is open until {1}")
    @CsvSource({
        // On 29 March 2026 the clocks of Berlin go from 02:00 to 03:00, at 01:00 UTC.
        "2026-03-29T01:29:00Z,",
        "2026-03-29T01:30:00Z, 2026-03-29T03:30:00Z",
        "2026-03-29T03:29:00Z, 2026-03-29T03:30:00Z",
        "2026-03-29T03:30:00Z,",
        "2026-03-30T00:30:00Z, 2026-03-30T02:30:00Z",
        // On 25 October 2026 they go from 03:00 back to 02:00, at 01:00 UTC.
        "2026-10-25T00:29:00Z,",
        "2026-10-25T00:30:00Z, 2026-10-25T02:30:00Z",
        "2026-10-25T01:10:00Z, 2026-10-25T02:30:00Z",
        "2026-10-25T01:40:00Z, 2026-10-25T02:30:00Z",
        "2026-10-25T02:30:00Z,",
        "2026-10-26T01:30:00Z, 2026-10-26T03:30:00Z"
    })
    void aChangeOfTheClockNeitherSkipsNorRepeatsAWindow(String now, String end) {
        Span nightly = Recurrence.of("30 2 * * *", Duration.ofHours(2), BERLIN);

        assertThat(nightly.endAt(at(now))).isEqualTo(Optional.ofNullable(end).map(Instant::parse));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "0 0 2 * * *",
                "60 * * * *",
                "0 24 * * *",
                "0 0 32 * *",
                "0 0 30 2 *",
                "@daily",
                "x"
            })
    void whatIsNoTimeThatComesIsRefused(String cron) {
        assertThatThrownBy(() -> Recurrence.of(cron, Duration.ofHours(1), BERLIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("is not a cron expression of five fields.*|names a day that never occurs");
    }

    @Test
    void theTwentyNinthOfFebruaryComes() {
        Span leap = Recurrence.of("0 0 29 2 *", Duration.ofDays(1), ZoneOffset.UTC);

        assertThat(leap.endAt(at("2028-02-29T12:00:00Z"))).contains(at("2028-03-01T00:00:00Z"));
        assertThat(leap.endAt(at("2026-02-28T12:00:00Z"))).isEmpty();
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }
}
