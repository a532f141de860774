package io.iotconnectivity.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbsenceTest {
    private final List<Absence> absences = new ArrayList<>();

    private long each(long from, long until, TimelineEntry... entries) {
        return Absence.each(
                new Timeline(new Mark(0, Condition.CONNECTED), List.of(entries)), from, until, 100, absences::add);
    }

    @Test
    void anAbsenceWhoseReasonChangesIsOneAndHasTheFirst() {
        each(
                0,
                100,
                new Mark(10, Condition.DOWN, "A"),
                new Mark(20, Condition.DOWN, "B"),
                new Mark(30, Condition.CONNECTED),
                new Mark(40, Condition.DOWN, "B"));

        assertThat(absences).containsExactly(new Absence(10, 30, "A"), new Absence(40, 100, "B"));
    }

    @Test
    void onlyThoseThatBeginInThePeriodAreTold() {
        each(11, 40, new Mark(10, Condition.DOWN, "A"), new Mark(30, Condition.UP), new Mark(40, Condition.DOWN, "B"));

        assertThat(absences).isEmpty();
    }

    @Test
    void thoseOfWhichOnlySumsAreKeptAreCounted() {
        Figures sums = new Figures();
        sums.outage(5, 5, 3);
        sums.outage(1, 1, 3);

        assertThat(each(0, 100, new Lump(10, 50, sums), new Mark(50, Condition.UP)))
                .isEqualTo(2);
        assertThat(each(30, 100, new Lump(10, 50, sums), new Mark(50, Condition.UP)))
                .isEqualTo(1);
        assertThat(absences).isEmpty();
    }
}
