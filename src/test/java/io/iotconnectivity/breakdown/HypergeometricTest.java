package io.iotconnectivity.breakdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HypergeometricTest {

    @Property(tries = 1000)
    void agreesWithCountingAllDraws(
            @ForAll @IntRange(min = 1, max = 300) int all,
            @ForAll @IntRange(max = 300) int marks,
            @ForAll @IntRange(max = 300) int draws,
            @ForAll @IntRange(max = 300) int finds) {
        int marked = Math.min(marks, all);
        int drawn = Math.min(draws, all);
        int found = Math.min(finds, drawn);

        double exact = exactly(found, all, marked, drawn);

        double computed = Hypergeometric.atLeast(found, all, marked, drawn);
        assertThat(computed).isBetween(0.0, 1.0).isCloseTo(exact, within(1e-10));
        if (found > (double) drawn * marked / all) {
            // What is improbable is exact to many digits, however improbable it is.
            assertThat(computed).isCloseTo(exact, Percentage.withPercentage(1e-6));
        }
    }

    @Test
    void isExactForFleetsOfAMillion() {
        // Fisher's exact test of ((45, 5), (80_000, 919_950)), counted with whole numbers.
        assertThat(Hypergeometric.atLeast(45, 1_000_000, 80_045, 50))
                .isCloseTo(exactly(45, 1_000_000, 80_045, 50), Percentage.withPercentage(1e-5));
    }

    @Test
    void knowsTheLadyTastingTea() {
        assertThat(Hypergeometric.atLeast(4, 8, 4, 4)).isCloseTo(1.0 / 70, within(1e-15));
        assertThat(Hypergeometric.atLeast(3, 8, 4, 4)).isCloseTo(17.0 / 70, within(1e-15));
    }

    private static double exactly(int found, int all, int marked, int drawn) {
        BigInteger ways = BigInteger.ZERO;
        for (int k = found; k <= Math.min(drawn, marked); k++) {
            ways = ways.add(choose(marked, k).multiply(choose(all - marked, drawn - k)));
        }
        return new BigDecimal(ways)
                .divide(new BigDecimal(choose(all, drawn)), MathContext.DECIMAL128)
                .doubleValue();
    }

    private static BigInteger choose(int from, int chosen) {
        if (chosen < 0 || chosen > from) {
            return BigInteger.ZERO;
        }
        BigInteger ways = BigInteger.ONE;
        for (int i = 1; i <= Math.min(chosen, from - chosen); i++) {
            ways = ways.multiply(BigInteger.valueOf(from - i + 1L)).divide(BigInteger.valueOf(i));
        }
        return ways;
    }
}
