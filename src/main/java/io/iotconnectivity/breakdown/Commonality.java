package io.iotconnectivity.breakdown;

import io.iotconnectivity.breakdown.TraitCounts.Count;
import io.iotconnectivity.event.Common;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names the one trait that affected devices have in common and others have not, or none.
 *
 * <p>A trait is named if at least half of the affected devices have it, if its share among them is at least {@value
 * #LEAST_DIFFERENCE} (of 1) above that among the others, and if chance would hardly do that: were the affected devices
 * drawn from all at random, the probability that any trait at all is named is at most {@value #MOST_CHANCE}. For one
 * trait, that probability is the hypergeometric one (Fisher's exact test, one-sided); for all together, it is multiplied
 * by the number of traits that could have been named, which are those that enough devices have (Bonferroni). Of several,
 * the one with the largest difference is named. Pure.
 */
public final class Commonality {
    /** The probability of naming a trait although the affected devices are any. */
    public static final double MOST_CHANCE = 0.01;

    /** How much larger the share among the affected devices must be than that among the others. */
    public static final double LEAST_DIFFERENCE = 0.25;

    /** With fewer affected devices, or fewer others, nothing is named. */
    public static final int LEAST_DEVICES = 5;

    private static final Comparator<Candidate> BEST = Comparator.comparingDouble(Candidate::difference)
            .thenComparing(Candidate::affected)
            .thenComparing(Comparator.comparing(Candidate::dimension).reversed())
            .thenComparing(Comparator.comparing(Candidate::value).reversed());

    private Commonality() {}

    private record Candidate(Dimension dimension, String value, int affected, int fleet, double difference) {}

    /**
     * What the affected devices have in common; empty if nothing stands out.
     *
     * @param group the group that all counted devices belong to, if any
     * @param isWhole whether the devices counted are the whole fleet; false: those of the group, or those without one
     */
    public static Optional<Common> of(TraitCounts counts, Optional<String> group, boolean isWhole) {
        int drawn = counts.affected();
        int all = counts.fleet();
        if (drawn < LEAST_DEVICES || all - drawn < LEAST_DEVICES) {
            return Optional.empty();
        }
        int least = drawn - drawn / 2;
        // How many devices have a value says nothing about which are affected, so this may decide what is tried.
        long tried = candidates(counts)
                .filter(each -> each.fleet() >= least && each.fleet() < all)
                .count();
        return candidates(counts)
                .filter(each -> each.affected() >= least && each.difference() >= LEAST_DIFFERENCE)
                .filter(each -> chance(each, counts, tried) <= MOST_CHANCE)
                .max(BEST)
                .map(each -> common(each, counts, chance(each, counts, tried), group, isWhole));
    }

    private static Stream<Candidate> candidates(TraitCounts counts) {
        return counts.values().entrySet().stream().flatMap(dimension -> dimension.getValue().entrySet().stream()
                .map(value -> candidate(dimension.getKey(), value, counts)));
    }

    private static Candidate candidate(Dimension dimension, Map.Entry<String, Count> value, TraitCounts counts) {
        Count count = value.getValue();
        double among = (double) count.affected / counts.affected();
        double others = (double) (count.fleet - count.affected) / (counts.fleet() - counts.affected());
        return new Candidate(dimension, value.getKey(), count.affected, count.fleet, among - others);
    }

    private static double chance(Candidate candidate, TraitCounts counts, long tried) {
        double one = Hypergeometric.atLeast(candidate.affected(), counts.fleet(), candidate.fleet(), counts.affected());
        return Math.min(1, one * tried);
    }

    private static Common common(
            Candidate best, TraitCounts counts, double chance, Optional<String> group, boolean isWhole) {
        String counted = isWhole ? "fleet" : group.isPresent() ? "group" : "devices without a group";
        return new Common(
                best.dimension().name(),
                best.value(),
                best.affected(),
                counts.affected(),
                best.fleet(),
                counts.fleet(),
                chance,
                group,
                Shares.percent(best.affected(), counts.affected()) + " of them "
                        + best.dimension().phrase(best.value()) + "; "
                        + Shares.percent(best.fleet(), counts.fleet()) + " of the " + counted + " do");
    }
}
