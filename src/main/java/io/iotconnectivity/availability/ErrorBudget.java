package io.iotconnectivity.availability;

import java.util.OptionalDouble;

/**
 * How much of a period devices may be away, and how much of that is spent. All times are in milliseconds, summed over
 * the devices; what is excluded or unknown is in neither. If the period is not known as a whole, the part that is known
 * stands for it: the budget is that of the whole period, at the number of devices that there were in that part.
 *
 * @param target the share of the time in which devices are to be up; above 0 and below 1
 * @param up how long they were up
 * @param down how long they were away
 * @param length how long the period is
 * @param known of how much of it something is known; above 0 and not above {@code length}
 */
public record ErrorBudget(double target, long up, long down, long length, long known) {

    public ErrorBudget {
        if (!(target > 0 && target < 1)) {
            throw new IllegalArgumentException("a target is above 0 and below 1");
        }
        if (up < 0 || down < 0 || known < 1 || known > length) {
            throw new IllegalArgumentException("times are not negative, and no more is known than the period");
        }
    }

    /** How long devices may be away in the whole period. */
    public double total() {
        return (1 - target) * (up + down) * ((double) length / known);
    }

    /** How long they were. */
    public long spent() {
        return down;
    }

    /** How much longer they may be away; below 0 if they already were for too long. */
    public double left() {
        return total() - spent();
    }

    /** The share of the budget that is left, at most 1, and below 0 if it is overspent; empty if nothing counts. */
    public OptionalDouble remaining() {
        return up + down == 0 ? OptionalDouble.empty() : OptionalDouble.of(left() / total());
    }

    /** How often the budget would be spent at this rate; 1 spends it exactly. 0 if nothing counts. */
    public double burnRate() {
        return up + down == 0 ? 0 : spent() / total();
    }
}
