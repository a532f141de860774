package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a class of devices did against its objective for availability.
 *
 * @param at when it was measured
 * @param deviceClass its name; {@code default} for the devices of no class
 * @param target the share of the time in which its devices are to be up, below 1; 0: it has no objective any more
 * @param remaining the share of the error budget that is left, at most 1, and below 0 if it is overspent; absent if
 *     nothing counts
 * @param rates one for each {@link Burn}, in their order
 * @param devices how many there are
 * @param away how many of them are away now
 * @param worst the client ids of those that spent most of it, at most {@value #MOST_NAMED}
 */
public record SloReading(
        Instant at,
        String deviceClass,
        double target,
        Optional<Double> remaining,
        List<Rates> rates,
        int devices,
        int away,
        List<String> worst) {

    /** How many devices are named. */
    public static final int MOST_NAMED = 10;

    public SloReading {
        remaining = remaining == null ? Optional.empty() : remaining;
        rates = List.copyOf(rates);
        worst = List.copyOf(worst);
        if (rates.size() != Burn.values().length) {
            throw new IllegalArgumentException("there is a burn rate for each of " + Burn.values().length);
        }
    }

    /** How many times faster than allowed the budget is spent, over the long and the short time of a {@link Burn}. */
    public record Rates(double overLong, double overShort) {}

    /** A class that has no objective any more. */
    public static SloReading none(Instant at, String deviceClass) {
        List<Rates> still =
                Stream.of(Burn.values()).map(burn -> new Rates(0, 0)).toList();
        return new SloReading(at, deviceClass, 0, Optional.empty(), still, 0, 0, List.of());
    }

    /** Whether the class has an objective. */
    boolean hasObjective() {
        return target > 0;
    }

    /** The rates of a burn. */
    public Rates of(Burn burn) {
        return rates.get(burn.ordinal());
    }

    /** Whether it is certain that no incident about it is to be opened or left open, whatever was so before. */
    public boolean isPlainlyFine() {
        for (Burn burn : Burn.values()) {
            if (burn.holds(of(burn).overLong(), of(burn).overShort(), true)) {
                return false;
            }
        }
        return !SloCase.isExhausted(this, true);
    }
}
