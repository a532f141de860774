package io.iotconnectivity.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LumpsTest {
    private static final int MONTH = 682;
    private static final long START = Months.start(MONTH);
    private static final long END = Months.start(MONTH + 1);
    private static final long SECOND = 1000;
    private static final long LEAST_OUTAGE = 30 * SECOND;

    private final TimelineCodec codec = new TimelineCodec(new ReasonNumbers(List.of()));

    @Property(tries = 200)
    void sumsOfAWholeMonthStayExactHoweverMuchHappens(@ForAll Random random) {
        Timeline exact =
                flapping(random, 300 + random.nextInt(4000), Duration.ofDays(31).toMillis());

        Timeline kept = kept(exact);

        assertThat(kept.entries()).hasSizeLessThanOrEqualTo(Lumps.MOST_ENTRIES);
        Figures expected = figures(exact, START, END);
        Figures found = figures(kept, START, END);
        assertThat(found.up()).isEqualTo(expected.up());
        assertThat(found.silent()).isEqualTo(expected.silent());
        assertThat(found.unknown()).isEqualTo(expected.unknown());
        assertThat(found.downByReason()).isEqualTo(expected.downByReason());
    }

    @Test
    void outagesOfADeviceThatDropsAllDayAreCountedExactlyWhileHoursAreEnough() {
        List<Mark> marks = new ArrayList<>();
        for (long at = START; at < START + Duration.ofDays(3).toMillis(); at += 120 * SECOND) {
            marks.add(new Mark(at, Condition.CONNECTED));
            marks.add(new Mark(at + 60 * SECOND, Condition.DOWN, "CONNECTION_LOST"));
        }
        Timeline exact = new Timeline(Mark.NOTHING, marks);

        Figures expected = figures(exact, START, END);
        Figures found = figures(kept(exact), START, END);

        assertThat(found.outages()).isEqualTo(expected.outages()).isEqualTo(2160);
        assertThat(found.outageTime()).isEqualTo(expected.outageTime());
        assertThat(found.longestOutage()).isEqualTo(expected.longestOutage());
        assertThat(found.connections()).isEqualTo(expected.connections());
    }

    @Property(tries = 200)
    void timesAddUpWhereverAPeriodCutsALump(@ForAll Random random) {
        Timeline kept = kept(flapping(random, 2000, Duration.ofDays(20).toMillis()));
        long from = START + random.nextInt(1_000_000_000);
        long until = from + 1 + random.nextInt(1_000_000_000);

        Figures figures = figures(kept, from, until);

        assertThat(figures.up() + figures.down() + figures.unknown()).isEqualTo(until - from);
    }

    @Property(tries = 200)
    void whatIsLumpedCanBeAddedToAndIsBoundedAgain(@ForAll Random random) {
        Timeline timeline = new Timeline(Mark.NOTHING, List.of());
        long at = START;
        int largest = 0;
        for (int i = 0; i < 3000 && at < END; i++) {
            at += 1 + random.nextInt(800_000);
            Mark told = i % 2 == 0 ? new Mark(at, Condition.CONNECTED) : new Mark(at, Condition.DOWN, "R" + i % 5);
            timeline.apply(
                    new Change("a", i, at, i % 2 == 0 ? Condition.UP : Condition.DOWN, at, told.reason(), told, true));
            if (i % 50 == 0) {
                timeline = kept(timeline);
                largest = Math.max(largest, codec.write(timeline, START).length);
            }
        }

        assertThat(figures(timeline, START, END).period()).isEqualTo(END - START);
        assertThat(largest).isLessThan(6_000);
    }

    @Property(tries = 1000)
    void bytesThatNobodyWroteAreRefused(@ForAll byte[] bytes) {
        try {
            Timeline read = codec.read(bytes, START);
            assertThat(read.last()).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void laterVersionIsRefused() {
        assertThatThrownBy(() -> codec.read(new byte[] {2}, START)).hasMessageContaining("version 2");
    }

    private Timeline kept(Timeline timeline) {
        List<Timeline> months = new ArrayList<>();
        Months.split(timeline, LEAST_OUTAGE).forEach((month, part) -> {
            long start = Months.start(month);
            months.add(codec.read(codec.write(part, start), start));
        });
        return Months.join(months);
    }

    private static Figures figures(Timeline timeline, long from, long until) {
        return new Reckoning(from, until, Math.max(until, END), LEAST_OUTAGE, reason -> false)
                .of(timeline, Exclusions.NONE);
    }

    private static Timeline flapping(Random random, int changes, long within) {
        List<Long> moments = random.longs(changes, START, START + within)
                .sorted()
                .distinct()
                .boxed()
                .toList();
        List<Mark> marks = new ArrayList<>();
        for (long moment : moments) {
            marks.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new Mark(moment, Condition.DOWN, "CONNECTION_LOST");
                        case 1 -> new Mark(moment, Condition.DOWN, "CLIENT_ERROR");
                        case 2 -> new Mark(moment, Condition.SILENT);
                        case 3 -> new Mark(moment, Condition.UP);
                        default -> new Mark(moment, Condition.CONNECTED);
                    });
        }
        return new Timeline(Mark.NOTHING, marks);
    }
}
