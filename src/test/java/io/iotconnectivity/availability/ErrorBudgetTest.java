package io.iotconnectivity.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.iotconnectivity.availability.Exclusions.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ErrorBudgetTest {
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;

    @Test
    void thousandthOfTheTimeOfAllDevicesMayBeDown() {
        ErrorBudget budget = new ErrorBudget(0.999, 100 * 30 * DAY - 2160 * MINUTE, 2160 * MINUTE, 30 * DAY, 30 * DAY);

        assertThat(budget.total()).isCloseTo(4320 * MINUTE, within(1.0));
        assertThat(budget.left()).isCloseTo(2160 * MINUTE, within(1.0));
        assertThat(budget.remaining().orElseThrow()).isCloseTo(0.5, within(1e-9));
        assertThat(budget.burnRate()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void partOfThePeriodThatIsKnownStandsForTheWhole() {
        ErrorBudget firstDay = new ErrorBudget(0.99, 10 * DAY - 144 * MINUTE, 144 * MINUTE, 30 * DAY, DAY);

        assertThat(firstDay.total()).isCloseTo(3 * DAY, within(1.0));
        assertThat(firstDay.remaining().orElseThrow()).isCloseTo(1 - 144.0 / 4320, within(1e-9));
    }

    @Test
    void whatDoesNotCountSpendsNothing() {
        ErrorBudget nothing = new ErrorBudget(0.999, 0, 0, DAY, DAY);

        assertThat(nothing.remaining()).isEmpty();
        assertThat(nothing.burnRate()).isZero();
    }

    @Test
    void impossibleOnesAreRefused() {
        assertThatThrownBy(() -> new ErrorBudget(1, 1, 1, DAY, DAY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ErrorBudget(0, 1, 1, DAY, DAY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ErrorBudget(0.9, 1, 1, DAY, DAY + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ErrorBudget(0.9, 1, -1, DAY, DAY)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 500)
    void spentAndLeftAreTheBudgetAndMoreTimeAwayLeavesLess(@ForAll Random random) {
        long length = 1 + random.nextInt(1_000_000);
        long up = random.nextInt(1_000_000);
        long down = 1 + random.nextInt(1_000_000);
        double target = 0.5 + random.nextDouble() * 0.49;
        ErrorBudget budget = new ErrorBudget(target, up, down, length, 1 + random.nextInt((int) length));

        assertThat(budget.spent() + budget.left()).isCloseTo(budget.total(), within(1e-6 * budget.total()));
        assertThat(budget.remaining().orElseThrow() + budget.burnRate())
                .isCloseTo(1, within(1e-6 * budget.burnRate() + 1e-9));
        ErrorBudget worse = new ErrorBudget(target, up, down + 1 + random.nextInt(1000), length, budget.known());
        assertThat(worse.burnRate()).isGreaterThanOrEqualTo(budget.burnRate());
        if (up > 0) {
            ErrorBudget turned = new ErrorBudget(target, up - 1, down + 1, length, budget.known());
            assertThat(turned.left()).isLessThan(budget.left());
        }
    }

    @Property(tries = 500)
    void timeThatIsExcludedNeverSpendsAnything(@ForAll Random random) {
        List<Mark> marks = new ArrayList<>();
        long at = 0;
        for (int i = 0; i < 40; i++) {
            at += 1 + random.nextInt((int) (2 * MINUTE));
            marks.add(i % 2 == 0 ? new Mark(at, Condition.CONNECTED) : new Mark(at, Condition.DOWN, "CONNECTION_LOST"));
        }
        List<Interval> excluded = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long from = random.nextInt((int) at);
            excluded.add(new Interval(from, from + 1 + random.nextInt((int) (5 * MINUTE))));
        }
        Exclusions blind = Exclusions.of(excluded, List.of());
        Timeline history = new Timeline(Mark.NOTHING, marks);
        Timeline upInside = new Timeline(Mark.NOTHING, withoutDropsIn(marks, excluded, at));

        Figures counted = figures(history, blind, at);
        Figures other = figures(upInside, blind, at);

        assertThat(counted.down())
                .isLessThanOrEqualTo(figures(history, Exclusions.NONE, at).down());
        assertThat(other.down()).isEqualTo(counted.down());
        assertThat(other.up()).isEqualTo(counted.up());
    }

    /** The same history, but for the device being up wherever nothing counts. */
    private static List<Mark> withoutDropsIn(List<Mark> marks, List<Interval> excluded, long end) {
        List<Mark> changed = new ArrayList<>();
        Condition last = Condition.UNKNOWN;
        for (long moment = 0; moment <= end; moment = next(moment, marks, excluded)) {
            long now = moment;
            boolean isInside = excluded.stream().anyMatch(each -> each.from() <= now && now < each.until());
            Condition truth = marks.stream()
                    .filter(mark -> mark.at() <= now)
                    .reduce((one, other) -> other)
                    .map(Mark::condition)
                    .orElse(Condition.UNKNOWN);
            Condition wanted = isInside && truth == Condition.DOWN ? Condition.CONNECTED : truth;
            if (wanted != last) {
                changed.add(
                        wanted == Condition.DOWN ? new Mark(now, wanted, "CONNECTION_LOST") : new Mark(now, wanted));
                last = wanted;
            }
        }
        return changed;
    }

    private static long next(long moment, List<Mark> marks, List<Interval> excluded) {
        List<Long> edges = new ArrayList<>();
        marks.forEach(mark -> edges.add(mark.at()));
        excluded.forEach(each -> edges.addAll(List.of(each.from(), each.until())));
        return edges.stream().filter(edge -> edge > moment).min(Long::compare).orElse(Long.MAX_VALUE);
    }

    private static Figures figures(Timeline history, Exclusions exclusions, long end) {
        return new Reckoning(0, end, end, 1, reason -> false).of(history, exclusions);
    }
}
