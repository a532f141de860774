package io.iotconnectivity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Machine MACHINE = new Machine(2, 8_000, "Linux 6", "17.0.2", "mosquitto version 2.0.11", 0.02);
    private static final Spread BARE = new Spread(10, 10, 10);

    @Test
    void figureThatRoseByMoreThanBothSpreadsIsWorse() {
        Comparison comparison = compare(seconds(1.0, 1.1, 1.2), seconds(1.3, 1.4, 1.45));

        assertThat(comparison.isWorse()).isTrue();
        assertThat(comparison.text()).contains("1.27", "WORSE", "rows that got worse or were not measured: 1");
    }

    @Test
    void figureThatFellByMoreThanBothSpreadsIsBetter() {
        Comparison comparison = compare(seconds(1.3, 1.4, 1.45), seconds(1.0, 1.1, 1.2));

        assertThat(comparison.isWorse()).isFalse();
        assertThat(comparison.text()).contains("better", "nothing got worse");
    }

    @Test
    void whatOneOfTheRunsVariesByIsNoChange() {
        assertThat(compare(seconds(1.0, 1.1, 1.5), seconds(1.3, 1.4, 1.45)).isWorse())
                .as("the earlier run varies")
                .isFalse();
        assertThat(compare(seconds(1.0, 1.1, 1.2), seconds(1.0, 1.4, 1.45)).isWorse())
                .as("the later run varies")
                .isFalse();
    }

    @Test
    void figureThatWasMeasuredOnceMayDifferByATwentieth() {
        assertThat(compare(seconds(100, 100, 100), seconds(104, 104, 104)).isWorse())
                .isFalse();
        assertThat(compare(seconds(100, 100, 100), seconds(106, 106, 106)).isWorse())
                .isTrue();
    }

    @Test
    void moreIsBetterWhereTheRowSaysSo() {
        Row slow = seconds(100, 100, 100).moreIsBetter();
        Row fast = seconds(200, 200, 200).moreIsBetter();

        assertThat(compare(slow, fast).isWorse()).isFalse();
        assertThat(compare(fast, slow).isWorse()).isTrue();
    }

    /** Everything is twice as slow there, the bare client as well. */
    @Test
    void slowerMachineIsNoneOfTheProductsBusiness() {
        Row here = Row.compared("start, s", new Spread(2, 2, 2), new Spread(1, 1, 1), new Spread(2, 2, 2), "");
        Row there = Row.compared("start, s", new Spread(4, 4, 4), new Spread(2, 2, 2), new Spread(2, 2, 2), "");

        Comparison comparison = compare(here, there);

        assertThat(comparison.isWorse()).isFalse();
        assertThat(comparison.text()).contains("2.00 of bare");
    }

    @Test
    void rowThatOnlyOneRunHasIsShownAndNotJudged() {
        Comparison comparison = Comparison.of(
                results(MACHINE, Row.alone("with 10 devices", 1, "")),
                results(MACHINE, Row.alone("with 20 devices", 9, "")));

        assertThat(comparison.isWorse()).isFalse();
        assertThat(comparison.text()).contains("only in the old run", "only in the new run");
    }

    @Test
    void rowThatGotABareClientSinceIsNotCompared() {
        Row alone = seconds(1, 1, 1);
        Row compared = Row.compared(alone.what(), BARE, BARE, BARE, "");

        assertThat(compare(alone, compared).text()).contains("not compared", "nothing got worse");
    }

    @Test
    void measurementThatFailedIsWorse() {
        Comparison comparison =
                Comparison.of(results(MACHINE, seconds(1, 1, 1)), results(MACHINE, Row.failed("start", "see above")));

        assertThat(comparison.isWorse()).isTrue();
        assertThat(comparison.text()).contains("NOT MEASURED", "only in the old run");
    }

    @Test
    void figureThatIsNoNumberIsNotCompared() {
        assertThat(compare(seconds(1, 1, 1), seconds(Double.NaN, Double.NaN, Double.NaN))
                        .text())
                .contains("not compared");
    }

    @Test
    void machinesThatDifferOrWereBusyAreNamed() {
        Machine busy = new Machine(4, 8_000, "Linux 6", "25", "mosquitto version 2.0.11", 0.6);

        String text = Comparison.of(results(MACHINE, seconds(1, 1, 1)), results(busy, seconds(1, 1, 1)))
                .text();

        assertThat(text)
                .contains(
                        "The machines differ in processors: 2, then 4.",
                        "The machines differ in Java: 17.0.2, then 25.",
                        "new: The machine was not idle: other programs had 60 %")
                .doesNotContain("old: The machine was not idle", "MB of memory: ", "broker: ");
    }

    private static Comparison compare(Row old, Row now) {
        return Comparison.of(results(MACHINE, old), results(MACHINE, now));
    }

    private static Results results(Machine machine, Row... rows) {
        return new Results(Instant.parse("2026-11-29T10:00:00Z"), "abc", machine, List.of(rows));
    }

    private static Row seconds(double min, double median, double max) {
        return Row.alone("start, s", new Spread(min, median, max), "");
    }
}
