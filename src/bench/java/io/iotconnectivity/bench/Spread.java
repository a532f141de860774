package io.iotconnectivity.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/** The least, the middle and the greatest of the rounds' figures. The machine is rarely quiet, so one figure would tell little. */
record Spread(double min, double median, double max) {

    /** @param figures at least one */
    static Spread of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int last = sorted.size() - 1;
        double median = (sorted.get(last / 2) + sorted.get(last - last / 2)) / 2;
        return new Spread(sorted.get(0), median, sorted.get(last));
    }

    /** Divides round by round, so that what slowed a whole round down does not count. */
    static Spread ofRatios(List<Double> product, List<Double> bare) {
        return of(IntStream.range(0, product.size())
                .mapToObj(round -> product.get(round) / bare.get(round))
                .toList());
    }

    /** The distance of the worst figure from the best one. */
    double width() {
        return max - min;
    }

    /** Only one figure, or the same every time. */
    boolean isPoint() {
        return min == max;
    }

    String text(DoubleFunction<String> figure) {
        return figure.apply(min) + " / " + figure.apply(median) + " / " + figure.apply(max);
    }

    /** A figure with as many decimals as its size makes meaningful. */
    static String plain(double figure) {
        int decimals = figure >= 100 ? 0 : figure >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", figure);
    }
}
