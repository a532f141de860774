package io.iotconnectivity.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportPeriodTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:02:41Z");

    private static ReportPeriod read(String month, String from, String to, String zone) {
        return ReportPeriod.of(
                Optional.ofNullable(month),
                Optional.ofNullable(from),
                Optional.ofNullable(to),
                Optional.ofNullable(zone),
                ZoneOffset.UTC,
                NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10,,,, 2026-10-01T00:00:00Z, 2026-11-01T00:00:00Z",
        "2026-10,,, Europe/Berlin, 2026-09-30T22:00:00Z, 2026-10-31T23:00:00Z",
        ",,, Europe/Berlin, 2026-10-31T23:00:00Z, 2026-11-30T23:00:00Z",
        ", 2026-11-01, 2026-11-08,, 2026-11-01T00:00:00Z, 2026-11-08T00:00:00Z",
        ", 2026-11-01T06:30, 2026-11-01T08:00:00+05:00, Asia/Kolkata, 2026-11-01T01:00:00Z, 2026-11-01T03:00:00Z",
        ", 2026-11-20,,, 2026-11-20T00:00:00Z, 2026-11-23T14:02:41Z"
    })
    void periodIsAMonthOrHasABeginningAndAnEnd(
            String month, String from, String to, String zone, Instant begin, Instant end) {
        ReportPeriod period = read(month, from, to, zone);

        assertThat(period.from()).isEqualTo(begin);
        assertThat(period.until()).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-13,,,, month",
        "2026-10, 2026-10-01,,, month",
        ", yesterday,,, from",
        ", 2026-11-02, 2026-11-02,, to",
        ",, 2026-11-02,, to",
        ", 2027-01-01,,, from",
        ", +999999999-01-01, ,, from",
        ",,, Atlantis, zone"
    })
    void whatIsNoPeriodIsRefusedByTheNameOfTheParameter(
            String month, String from, String to, String zone, String parameter) {
        assertThatThrownBy(() -> read(month, from, to, zone))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(parameter + " ");
    }

    @Test
    void monthInWhichClocksChangeHasAnHourMore() {
        ReportPeriod october = read("2026-10", null, null, "Europe/Berlin");

        assertThat(Duration.between(october.from(), october.until()).toHours()).isEqualTo(31 * 24 + 1);
    }
}
