package io.iotconnectivity.breakdown;

/**
 * How likely it is to draw marked ones by chance.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Hypergeometric_distribution">Hypergeometric distribution</a>
 */
final class Hypergeometric {
    private static final double HALF_LOG_OF_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** Below it, factorials are multiplied; from it on, the series is exact to the last digits. */
    private static final int FEW = 32;
    /** What adds less than this share changes no digit. */
    private static final double NOTHING = 1e-17;

    private Hypergeometric() {}

    /**
     * The probability that at least so many of those drawn are marked.
     *
     * @param all how many there are
     * @param marked how many of them are marked
     * @param drawn how many are drawn, without putting any back
     */
    static double atLeast(int found, int all, int marked, int drawn) {
        int least = Math.max(0, drawn - (all - marked));
        int most = Math.min(drawn, marked);
        if (found <= least) {
            return 1;
        }
        if (found > most) {
            return 0;
        }
        double mean = (double) drawn * marked / all;
        if (found <= mean) {
            return Math.max(0, 1 - atMost(found - 1, least, all, marked, drawn));
        }
        double term = exactly(found, all, marked, drawn);
        double sum = term;
        for (int next = found; next < most && term > sum * NOTHING; next++) {
            term *= (double) (marked - next) / (next + 1) * (drawn - next) / (all - marked - drawn + next + 1L);
            sum += term;
        }
        return Math.min(1, sum);
    }

    private static double atMost(int found, int least, int all, int marked, int drawn) {
        double term = exactly(found, all, marked, drawn);
        double sum = term;
        for (int next = found; next > least && term > sum * NOTHING; next--) {
            term *= (double) next / (marked - next + 1) * ((long) all - marked - drawn + next) / (drawn - next + 1);
            sum += term;
        }
        return sum;
    }

    private static double exactly(int found, int all, int marked, int drawn) {
        return Math.exp(ways(marked, found) + ways(all - marked, drawn - found) - ways(all, drawn));
    }

    /** The logarithm of the number of ways to choose. */
    private static double ways(int from, int chosen) {
        return logFactorial(from) - logFactorial(chosen) - logFactorial(from - chosen);
    }

    private static double logFactorial(int n) {
        if (n < FEW) {
            double product = 1;
            for (int i = 2; i <= n; i++) {
                product *= i;
            }
            return Math.log(product);
        }
        double x = n;
        double square = x * x;
        // Stirling's series.
        return (x + 0.5) * Math.log(x)
                - x
                + HALF_LOG_OF_TWO_PI
                + (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / x;
    }
}
