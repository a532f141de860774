package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    @ParameterizedTest
    @CsvSource({
        "30 2 * * *, PT2H, 2026-03-28T00:00:00Z",
        "30 2 * * *, PT2H, 2026-10-24T00:00:00Z",
        "*/20 * * * *, PT5M, 2026-10-24T00:00:00Z",
        "*/20 1-4 * * *, PT30M, 2026-03-28T00:00:00Z",
        "0 22 * * SAT, PT40H, 2026-03-27T00:00:00Z",
        "0 0 1 * *, PT1M, 2026-01-31T00:00:00Z"
    })
    void windowsOfATimeAreThoseThatAreOpenAtEachMoment(String cron, Duration length, Instant from) {
        Span window = Recurrence.of(cron, length, BERLIN);
        Instant until = from.plus(Duration.ofDays(3));

        Set<Instant> open = new TreeSet<>();
        window.between(from, until, (opens, closes) -> {
            for (Instant minute = opens; minute.isBefore(closes); minute = minute.plusSeconds(60)) {
                if (!minute.isBefore(from) && minute.isBefore(until)) {
                    open.add(minute);
                }
            }
        });

        Set<Instant> expected = new TreeSet<>();
        for (Instant minute = from; minute.isBefore(until); minute = minute.plusSeconds(60)) {
            if (window.endAt(minute).isPresent()) {
                expected.add(minute);
            }
        }
        assertThat(open).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void windowThatOpensMoreOftenThanReportsCanListIsRefused() {
        assertThatThrownBy(() -> Recurrence.of("*/2 * * * *", Duration.ofMinutes(1), BERLIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("opens more than 288 times a day; write */5 or less often");
    }

    @ParameterizedTest
    @CsvSource({"* * * * *, PT1M", "*/2 * * * *, PT1H", "*/5 * * * *, PT4M", "* 2-4 * * *, PT1M"})
    void windowThatStaysOpenUntilItOpensAgainMayOpenAsOftenAsItLikes(String cron, Duration length) {
        assertThat(Recurrence.of(cron, length, BERLIN).endAt(at("2026-03-01T01:00:30Z")))
                .isPresent();
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }
}
