package io.iotconnectivity.engine.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AppendTimesTest {
    private static final long MINUTE = 60_000;

    private final AppendTimes times = new AppendTimes();

    @Test
    void nothingWaitsWhereNothingWasFetched() {
        assertThat(times.first(0)).isEmpty();
    }

    @Test
    void oldestIsTheFirstThatIsNotDoneWith() {
        times.add(0, 0);
        times.add(5, 2 * MINUTE);
        times.add(9, 4 * MINUTE);

        assertThat(times.first(0)).hasValue(0);
        assertThat(times.first(1)).hasValue(2 * MINUTE);
        assertThat(times.first(6)).hasValue(4 * MINUTE);
        assertThat(times.first(10)).isEmpty();
    }

    @Test
    void gapAfterAnOldRecordMakesNoNewerOneOld() {
        times.add(3, 0);
        times.add(5, 60 * MINUTE);

        assertThat(times.first(4)).as("offset 4 is the mark of a transaction").hasValue(60 * MINUTE);
    }

    @Test
    void recordsOfOneMinuteAreKnownToTheMinute() {
        for (int offset = 0; offset < 1_000; offset++) {
            times.add(offset, offset * 10L);
        }

        assertThat(times.first(999)).hasValue(0);
        assertThat(times.first(1_000)).isEmpty();
    }

    @Test
    void recordThatIsFetchedAgainChangesNothing() {
        times.add(0, 0);
        times.add(1, 2 * MINUTE);
        times.add(0, 9 * MINUTE);

        assertThat(times.first(0)).hasValue(0);
        assertThat(times.first(1)).hasValue(2 * MINUTE);
    }
}
