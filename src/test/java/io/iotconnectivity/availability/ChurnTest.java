package io.iotconnectivity.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.iotconnectivity.availability.Exclusions.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ChurnTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = 24 * HOUR;
    private static final int PAST = 28;
    private static final long NOW = Months.start(682) + 10 * HOUR;
    private static final Spans DAYS = new Spans(NOW, DAY, PAST);
    private static final Spans HOURS = new Spans(NOW, HOUR, PAST);

    /** A device that is connected for longer than is compared, and whose connections end so often in each span. */
    private static Timeline reconnecting(IntUnaryOperator ends, Spans spans) {
        List<Mark> marks = new ArrayList<>();
        marks.add(new Mark(spans.from() - DAY, Condition.CONNECTED));
        for (int span = spans.past(); span >= 0; span--) {
            int count = ends.applyAsInt(span);
            for (int i = 0; i < count; i++) {
                marks.add(new Mark(spans.begin(span) + (i + 1) * spans.length() / (count + 1), Condition.CONNECTED));
            }
        }
        return new Timeline(Mark.NOTHING, marks);
    }

    private static SpanCounts counts(IntUnaryOperator ends) {
        return SpanCounts.of(reconnecting(ends, DAYS), Exclusions.NONE, DAYS);
    }

    private static Optional<Churn> days(IntUnaryOperator ends) {
        return Churn.of(counts(ends));
    }

    private static boolean isWorse(IntUnaryOperator ends) {
        return days(ends).filter(Churn::isWorse).isPresent();
    }

    /** How many events of a Poisson process fall into a time in which there are so many on average. */
    static int poisson(Random random, double mean) {
        int count = 0;
        for (double at = 0; ; count++) {
            at -= Math.log(1 - random.nextDouble());
            if (at > mean) {
                return count;
            }
        }
    }

    @Test
    void deviceThatEndsItsConnectionsAsOftenAsEverIsHardlyEverNamed() {
        Random random = new Random(1);
        int named = 0;
        int devices = 0;
        for (double mean : new double[] {0.05, 0.2, 0.5, 1, 2, 5, 10, 20}) {
            for (int device = 0; device < 2_500; device++) {
                devices++;
                named += isWorse(span -> poisson(random, mean)) ? 1 : 0;
            }
        }

        assertThat(named).isLessThanOrEqualTo((int) (Churn.MOST_CHANCE * devices / 2));
    }

    @Test
    void deviceWhoseWorstDaysAreAlwaysBadIsHardlyEverNamed() {
        Random random = new Random(2);
        int named = 0;
        for (int device = 0; device < 4_000; device++) {
            named += isWorse(span -> random.nextInt(5) == 0 ? 5 + poisson(random, 10) : poisson(random, 0.5)) ? 1 : 0;
        }

        assertThat(named).isLessThan(4_000 / 40);
    }

    @Test
    void deviceThatEndsItsConnectionsThreeTimesAsOftenIsFound() {
        Random random = new Random(3);
        int found = 0;
        for (int device = 0; device < 1_000; device++) {
            found += isWorse(span -> poisson(random, span == 0 ? 45 : 15)) ? 1 : 0;
        }

        assertThat(found).isGreaterThan(940);
    }

    @Test
    void groupIsFoundOfWhichNoDeviceIsWorseByItself() {
        Random random = new Random(4);
        SpanCounts group = SpanCounts.none(DAYS);
        int devices = 0;
        for (int device = 0; device < 60; device++) {
            SpanCounts counts = counts(span -> poisson(random, span == 0 ? 0.9 : 0.3));
            devices += Churn.of(counts).filter(Churn::isWorse).isPresent() ? 1 : 0;
            group.add(counts);
        }

        assertThat(devices).isZero();
        assertThat(Churn.of(group))
                .hasValueSatisfying(churn -> assertThat(churn.isWorse()).isTrue());
    }

    @Property(tries = 100)
    void orderOfThePastAndOfTheDevicesMakesNoDifference(@ForAll Random random) {
        List<Integer> ends = new ArrayList<>();
        for (int span = 0; span < PAST; span++) {
            ends.add(poisson(random, 3));
        }
        List<Integer> shuffled = new ArrayList<>(ends);
        Collections.shuffle(shuffled, random);
        int now = random.nextInt(20);
        SpanCounts one = counts(span -> span == 0 ? now : ends.get(span - 1));
        SpanCounts other = counts(span -> span == 0 ? now : shuffled.get(span - 1));

        assertThat(Churn.of(one)).isEqualTo(Churn.of(other));

        List<SpanCounts> devices = new ArrayList<>(List.of(one, other, counts(span -> poisson(random, 1))));
        SpanCounts sum = SpanCounts.none(DAYS);
        devices.forEach(sum::add);
        Collections.shuffle(devices, random);
        SpanCounts shuffledSum = SpanCounts.none(DAYS);
        devices.forEach(shuffledSum::add);

        assertThat(Churn.of(sum)).isEqualTo(Churn.of(shuffledSum));
    }

    @Property(tries = 100)
    void whoIsWorseStaysSoWithMoreEnds(@ForAll Random random) {
        int[] ends = random.ints(PAST + 1, 0, 6).toArray();
        for (int now = 0; now < 40; now++) {
            int more = now;
            if (isWorse(span -> span == 0 ? more : ends[span])) {
                assertThat(isWorse(span -> span == 0 ? more + 1 : ends[span])).isTrue();
            }
        }
    }

    @Test
    void figuresAreThoseOfThePast() {
        Churn churn = days(span -> span == 0 ? 12 : span % 2).orElseThrow();

        assertThat(churn.ends()).isEqualTo(12);
        assertThat(churn.usual()).isEqualTo(0.5);
        assertThat(churn.most()).isEqualTo(1);
        assertThat(churn.mean()).isEqualTo(0.5, within(1e-9));
        assertThat(churn.past()).isEqualTo(PAST);
        assertThat(churn.isWorse()).isTrue();
    }

    @Test
    void twoBadDaysHideNothing() {
        assertThat(isWorse(span -> span == 0 ? 30 : span == 5 || span == 6 ? 200 : 4))
                .isTrue();
    }

    @Test
    void oneEarlierDayLikeThisMakesARareThingNoWorse() {
        assertThat(isWorse(span -> span == 0 ? 3 : 0)).isTrue();
        assertThat(isWorse(span -> span == 0 || span == 9 ? 3 : 0)).isFalse();
    }

    @Test
    void withLessThanAWeekNothingIsCompared() {
        Timeline week = new Timeline(Mark.NOTHING, List.of(new Mark(NOW - 6 * DAY, Condition.CONNECTED)));

        assertThat(Churn.of(SpanCounts.of(week, Exclusions.NONE, DAYS))).isEmpty();
        assertThat(Churn.of(SpanCounts.of(
                        new Timeline(Mark.NOTHING, List.of(new Mark(NOW - 8 * DAY, Condition.CONNECTED))),
                        Exclusions.NONE,
                        DAYS)))
                .isPresent();
    }

    @Test
    void pastInWhichADeviceWasAwayAllTheTimeTellsNothing() {
        List<Mark> marks = List.of(
                new Mark(NOW - 40 * DAY, Condition.CONNECTED),
                new Mark(NOW - 30 * DAY, Condition.DOWN, "CONNECTION_LOST"),
                new Mark(NOW - 3 * DAY, Condition.CONNECTED));

        assertThat(Churn.of(SpanCounts.of(new Timeline(Mark.NOTHING, marks), Exclusions.NONE, DAYS)))
                .isEmpty();
    }

    @Test
    void whatEndsInMaintenanceOrWhileASourceIsBlindDoesNotCount() {
        Timeline history = reconnecting(span -> span == 0 ? 23 : 1, DAYS);
        Exclusions blind = Exclusions.of(List.of(new Interval(NOW - 10 * HOUR, NOW - 6 * HOUR)), List.of());
        Exclusions maintenance = Exclusions.of(List.of(), List.of(new Interval(NOW - 10 * HOUR, NOW - 6 * HOUR)));

        assertThat(SpanCounts.of(history, blind, DAYS).ends(0)).isEqualTo(19);
        assertThat(SpanCounts.of(history, maintenance, DAYS).ends(0)).isEqualTo(19);
        assertThat(SpanCounts.of(history, blind, DAYS).known(0)).isEqualTo(20 * HOUR);
    }

    @Test
    void hourIsComparedWithTheSameHourOfOtherDays() {
        Timeline history = reconnecting(span -> span == 0 ? 6 : 0, HOURS);

        SpanCounts counts = SpanCounts.of(history, Exclusions.NONE, HOURS);

        assertThat(counts.ends(0)).isEqualTo(6);
        assertThat(counts.known(PAST)).isEqualTo(HOUR);
        assertThat(Churn.of(counts))
                .hasValueSatisfying(churn -> assertThat(churn.isWorse()).isTrue());
    }

    @Test
    void sumsOfLumpedHoursCountAsWhatTheyAreSumsOf() {
        Timeline flapping = reconnecting(span -> 200, DAYS);
        List<TimelineEntry> lumped = Lumps.bounded(flapping.entries(), 30_000);

        SpanCounts counts = SpanCounts.of(new Timeline(Mark.NOTHING, lumped), Exclusions.NONE, DAYS);

        assertThat(lumped).hasSizeLessThanOrEqualTo(Lumps.MOST_ENTRIES);
        for (int span = 1; span < PAST; span++) {
            assertThat(counts.ends(span)).isEqualTo(200, within(15.0));
            assertThat(counts.known(span)).isEqualTo(DAY);
        }
    }
}
