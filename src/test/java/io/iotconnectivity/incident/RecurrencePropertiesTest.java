package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RecurrencePropertiesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Property(tries = 2000)
    void isOpenExactlyWhileADayThatWasOpenedByTheWallClockLasts(
            @ForAll @IntRange(max = 23) int hour,
            @ForAll @IntRange(max = 59) int minute,
            @ForAll @IntRange(min = 1, max = 3000) int lengthInMinutes,
            // 2026, by the minute: both changes of the clock are in it.
            @ForAll @LongRange(min = 29_453_760, max = 29_979_359) long nowInMinutes) {
        Instant now = Instant.ofEpochSecond(nowInMinutes * 60);
        Duration length = Duration.ofMinutes(lengthInMinutes);

        Optional<Instant> end =
                Recurrence.of(minute + " " + hour + " * * *", length, BERLIN).endAt(now);

        LocalDate tomorrow = now.atZone(BERLIN).toLocalDate().plusDays(1);
        Optional<Instant> expected = Optional.empty();
        for (int day = 0; day < 5 && expected.isEmpty(); day++) {
            Instant opening =
                    tomorrow.minusDays(day).atTime(hour, minute).atZone(BERLIN).toInstant();
            expected = Optional.of(opening.plus(length)).filter(to -> !opening.isAfter(now) && to.isAfter(now));
        }
        assertThat(end).isEqualTo(expected);
    }
}
