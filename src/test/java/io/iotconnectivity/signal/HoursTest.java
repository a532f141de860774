package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoursTest {
    private static final Hours OFFICE = Hours.of("Mon-Fri 08:00-18:00 Europe/Berlin");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        // 1 June 2026 is a Monday; Berlin is two hours ahead of UTC.
        "2026-06-01T05:59:59.999Z, false",
        "2026-06-01T06:00:00Z, true",
        "2026-06-01T15:59:59.999Z, true",
        "2026-06-01T16:00:00Z, false",
        "2026-06-05T15:59:59Z, true",
        "2026-06-06T09:00:00Z, false",
        "2026-06-07T09:00:00Z, false",
        // In winter it is one hour ahead.
        "2026-12-01T06:30:00Z, false",
        "2026-12-01T07:00:00Z, true"
    })
    void hoursFollowTheClocksOfTheirZone(Instant moment, boolean within) {
        assertThat(OFFICE.include(moment)).isEqualTo(within);
    }

    @Test
    void outsideOfHoursTheyBeginNextOnAWorkingDay() {
        assertThat(OFFICE.nextWithin(at("2026-06-05T16:00:00Z"))).isEqualTo(at("2026-06-08T06:00:00Z"));
        assertThat(OFFICE.nextWithin(at("2026-06-05T15:00:00Z"))).isEqualTo(at("2026-06-05T15:00:00Z"));
        assertThat(OFFICE.changeAfter(at("2026-06-05T15:00:00Z"))).isEqualTo(at("2026-06-05T16:00:00Z"));
        assertThat(OFFICE.changeAfter(at("2026-06-06T15:00:00Z"))).isEqualTo(at("2026-06-08T06:00:00Z"));
    }

    @ParameterizedTest(name = "{0} begins at {2} after {1}")
    @CsvSource({
        // On 29 March 2026 the clocks of Berlin go from 02:00 to 03:00, at 01:00 UTC.
        "02:30-05:00 Europe/Berlin, 2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z",
        "02:30-05:00 Europe/Berlin, 2026-03-30T00:00:00Z, 2026-03-30T00:30:00Z",
        "Mon-Fri 08:00-18:00 Europe/Berlin, 2026-03-28T00:00:00Z, 2026-03-30T06:00:00Z",
        // Hours that the clocks skip as a whole do not take place.
        "Sun 02:15-02:45 Europe/Berlin, 2026-03-29T00:00:00Z, 2026-04-05T00:15:00Z",
        // On 25 October 2026 they go from 03:00 to 02:00, at 01:00 UTC.
        "02:30-05:00 Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T00:30:00Z",
        // Samoa skipped 30 December 2011, a Friday.
        "Fri 08:00-18:00 Pacific/Apia, 2011-12-28T12:00:00Z, 2012-01-05T18:00:00Z"
    })
    void aBeginningThatTheClocksSkipIsTheMomentOfTheChange(String hours, Instant after, Instant begins) {
        assertThat(Hours.of(hours).nextWithin(after)).isEqualTo(begins);
    }

    @ParameterizedTest(name = "{0} ends at {2} after {1}")
    @CsvSource({
        "01:00-02:30 Europe/Berlin, 2026-03-29T00:30:00Z, 2026-03-29T01:00:00Z",
        "02:15-02:45 Europe/Berlin, 2026-10-25T00:20:00Z, 2026-10-25T01:45:00Z",
        "Sat 22:00-06:00 Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T05:00:00Z",
        "Sat 22:00-06:00 Europe/Berlin, 2026-03-28T22:00:00Z, 2026-03-29T04:00:00Z"
    })
    void anEndThatOccursTwiceIsTheSecondOne(String hours, Instant within, Instant ends) {
        assertThat(Hours.of(hours).include(within)).isTrue();
        assertThat(Hours.of(hours).changeAfter(within)).isEqualTo(ends);
    }

    @Test
    void hoursOverMidnightBelongToTheDayOnWhichTheyBegin() {
        Hours nights = Hours.of("Fri 22:00-06:00");

        assertThat(nights.include(at("2026-06-05T21:59:59Z"))).isFalse();
        assertThat(nights.include(at("2026-06-05T22:00:00Z"))).isTrue();
        assertThat(nights.include(at("2026-06-06T05:59:59Z"))).isTrue();
        assertThat(nights.include(at("2026-06-06T06:00:00Z"))).isFalse();
        assertThat(nights.include(at("2026-06-05T03:00:00Z"))).isFalse();
    }

    @Test
    void hoursThatMeetAreOne() {
        Hours meeting = Hours.of("Mon 08:00-12:00, 12:00-18:00; Mon 17:00-24:00, Tue 00:00-03:00");

        assertThat(meeting.changeAfter(at("2026-06-01T09:00:00Z"))).isEqualTo(at("2026-06-02T03:00:00Z"));
        assertThat(meeting.nextWithin(at("2026-06-02T03:00:00Z"))).isEqualTo(at("2026-06-08T08:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00:00-24:00", "daily 00:00-00:00 Europe/Berlin", "Mon-Sun 08:00-08:00 Asia/Tokyo"})
    void hoursMayBeAllOfTheWeek(String always) {
        Instant moment = at("2026-06-05T21:59:59Z");

        assertThat(Hours.of(always).include(moment)).isTrue();
        assertThat(Hours.of(always).changeAfter(moment)).isAfter(moment.plus(Duration.ofDays(7)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mon-Fri 08:00-18:00 Europe/Berlin",
                "mon-fri 8:00-18:00 Europe/Berlin",
                "  Monday - Friday   08:00 - 18:00   Europe/Berlin ",
                "Mon,Tue,Wed,Thu,Fri 08:00-18:00 Europe/Berlin",
                "Mon Tue-Thu; Fri 08:00\u201318:00, Europe/Berlin"
            })
    void hoursMayBeWrittenInSeveralWays(String text) {
        assertThat(Hours.of(text)).isEqualTo(OFFICE).hasSameHashCodeAs(OFFICE).hasToString(text.strip());
    }

    @Test
    void daysMayGoOverTheEndOfTheWeek() {
        assertThat(Hours.of("Sat-Mon 10:00-11:00")).isEqualTo(Hours.of("Sat Sun Mon 10:00-11:00 Z"));
    }

    @Test
    void hoursWithoutDaysAreOnEachDayAndWithoutAZoneInUtc() {
        Hours daily = Hours.of("10:00-11:00");

        assertThat(daily.include(at("2026-06-06T10:00:00Z"))).isTrue();
        assertThat(daily.nextWithin(at("2026-06-06T11:00:00Z"))).isEqualTo(at("2026-06-07T10:00:00Z"));
    }

    @ParameterizedTest(name = "\"{0}\" {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''|names no times of the day",
                "Mon-Fri|names no times of the day",
                "Mon-Fri 08:00-18:00 Sat|names no times of the day",
                "Europe/Berlin|names no times of the day",
                "Mon-Fri 08:00-18:00 Berlin|neither days, nor times, nor a time zone",
                "Mo-Fr 08:00-18:00|neither days, nor times, nor a time zone",
                "Mon-Fri 8-18|neither days, nor times, nor a time zone",
                "Mon-Fri 8am-6pm|neither days, nor times, nor a time zone",
                "Mon-Fri 08:00-25:00|write 00:00 to 24:00",
                "Mon-Fri 08:75-18:00|write 00:00 to 24:00",
                "24:00-08:00|begins at 24:00",
                "08:00-18:00 Europe/Berlin Mon|goes on after the time zone"
            })
    void anErrorSaysWhatToWrite(String text, String message) {
        assertThatThrownBy(() -> Hours.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTextIsBounded() {
        assertThatThrownBy(() -> Hours.of("Mon 08:00-18:00 ".repeat(100))).hasMessageContaining("500 characters");
    }

    /** Compared with the local time of the zone, minute by minute, away from the changes of the clocks. */
    @Property
    void aMomentIsWithinIfItsLocalTimeIs(@ForAll @IntRange(min = 0, max = 525_600) int minute) {
        Instant moment = at("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(minute));
        ZonedDateTime local = moment.atZone(ZoneId.of("America/New_York"));
        boolean working = local.getDayOfWeek().getValue() <= 5 && local.getHour() >= 8 && local.getHour() < 18;
        Hours hours = Hours.of("Mon-Fri 08:00-18:00 America/New_York");

        assertThat(hours.include(moment)).isEqualTo(working);
        assertThat(hours.changeAfter(moment)).isAfter(moment);
        assertThat(hours.include(hours.changeAfter(moment))).isNotEqualTo(working);
        assertThat(hours.include(hours.changeAfter(moment).minusMillis(1))).isEqualTo(working);
        assertThat(hours.include(hours.nextWithin(moment))).isTrue();
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
