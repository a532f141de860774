package io.iotconnectivity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Instant AT = Instant.parse("2026-11-29T10:00:00Z");

    @Test
    void tableIsAlignedAndMarksAreCounted() {
        String text = new Results(
                        AT,
                        "abc",
                        machine(0.02),
                        List.of(
                                Row.alone("CPU s", new Spread(1, 2, 3000), Row.atMost(90, "≤ 90", 2)),
                                Row.alone("MB", 150, Row.atMost(140, "≤ 140", 150)),
                                Row.failed("storm", "see above")))
                .text();

        assertThat(text)
                .contains(
                        "iot-connectivity abc, 2026-11-29T10:00:00Z; 2 processors",
                        """
                               product              bare  ratio  mark
                        ------------------------------------------------------
                        CPU s  1.00 / 2.00 / 3,000               ≤ 90, met
                        MB     150                               ≤ 140, missed
                        storm  see above                         not measured
                        """,
                        "marks: 1 met, 1 missed; rows not measured: 1")
                .doesNotContain("idle");
    }

    @Test
    void machineThatWasNotIdleIsNamedAboveTheTable() {
        assertThat(new Results(AT, "abc", machine(0.43), List.of()).text())
                .contains("The machine was not idle: other programs had 43 % of its processors before the run.");
    }

    private static Machine machine(double busy) {
        return new Machine(2, 8_000, "Linux 6", "17.0.2", "mosquitto version 2.0.11", busy);
    }
}
