package io.iotconnectivity.availability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How often connections end now, compared with the same span of the days before: of a device, or of several together.
 * A past in which somebody's devices were watched for longer, or shorter, is scaled to now.
 *
 * @param ends how many connections have ended in the latest span
 * @param usual how many end in a span of the past: the median
 * @param most how many ended in the worst span of the past, apart from the tenth of them with the most
 * @param mean how many ended in a span of the past on average, where that tenth counts as {@code most}
 * @param past how many spans of the past it is compared with
 * @param chance the probability that as many ends, or more, of all that are counted fall into the latest span although
 *     nothing has changed, if they come independently of each other, or in bursts like those of the past; it is at most
 *     about this
 */
public record Churn(double ends, double usual, double most, double mean, int past, double chance) {
    /** With fewer comparable spans of the past, nothing is compared. */
    public static final int LEAST_PAST = 7;

    /** Fewer ends are never too many. */
    public static final int LEAST_ENDS = 3;

    /** What is less than this many times the average of the past is no worse. */
    public static final int LEAST_TIMES = 2;

    /** The largest {@link #chance} of what is worse. */
    public static final double MOST_CHANCE = 1e-3;

    /** One in so many spans of the past may have been a bad day, which must not hide that it has become worse. */
    private static final int BAD_DAYS = 10;

    /** A span of the past, scaled to the latest one. */
    private record Past(double ends, double weight) {}

    /** Compares; empty if there is too little of the past, or nothing now. */
    public static Optional<Churn> of(SpanCounts counts) {
        long now = counts.known(0);
        List<Past> past = new ArrayList<>();
        for (int span = 1; span < counts.size(); span++) {
            long known = counts.known(span);
            // Of a past in which far fewer devices were watched, the rate is too uncertain.
            if (known > 0 && 2 * known >= now) {
                past.add(new Past(counts.ends(span) * now / known, (double) known / now));
            }
        }
        return now == 0 || past.size() < LEAST_PAST ? Optional.empty() : Optional.of(of(counts.ends(0), past));
    }

    private static Churn of(double ends, List<Past> past) {
        past.sort(Comparator.comparingDouble(Past::ends).thenComparingDouble(Past::weight));
        int spans = past.size();
        double most = past.get(spans - 1 - spans / BAD_DAYS).ends();
        // So little is no bad day, and what is rare must not seem rarer than it was.
        double cap = Math.max(most, Math.min(LEAST_ENDS, past.get(spans - 1).ends()));
        double sum = 0;
        double weights = 0;
        for (Past span : past) {
            sum += Math.min(cap, span.ends()) * span.weight();
            weights += span.weight();
        }
        double mean = sum / weights;
        double median = (past.get((spans - 1) / 2).ends() + past.get(spans / 2).ends()) / 2;
        return new Churn(ends, median, cap, mean, spans, chance(ends, sum, 1 / (1 + weights), bursts(past, cap, mean)));
    }

    /**
     * How many of them come together, so that they are as few independent ones: their variance divided by their mean,
     * which is 1 if they are independent.
     */
    private static double bursts(List<Past> past, double cap, double mean) {
        double squares = 0;
        for (Past span : past) {
            double difference = Math.min(cap, span.ends()) - mean;
            squares += difference * difference;
        }
        return mean == 0 ? 1 : Math.max(1, squares / (past.size() - 1) / mean);
    }

    /**
     * How likely so many of all fall into the latest span, at most: Chernoff's bound of the binomial distribution. Given
     * how many there are in all, it holds whatever the rate is.
     *
     * @param share the part of the whole time that the latest span is
     */
    private static double chance(double ends, double before, double share, double bursts) {
        double all = ends + before;
        if (ends <= all * share) {
            return 1;
        }
        double part = ends / all;
        double distance = part * Math.log(part / share);
        if (part < 1) {
            distance += (1 - part) * Math.log((1 - part) / (1 - share));
        }
        return Math.exp(-all * distance / bursts);
    }

    /** Whether connections end more often than in its past, by far and beyond chance. */
    public boolean isWorse() {
        return ends >= LEAST_ENDS && ends > most && ends >= LEAST_TIMES * mean && chance <= MOST_CHANCE;
    }
}
