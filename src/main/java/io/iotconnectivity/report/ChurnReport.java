package io.iotconnectivity.report;

import io.iotconnectivity.availability.Churn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What has become worse than its own past.
 *
 * @param at up to when it counts
 * @param devices how many devices were compared; all others have too little past, or were away
 * @param worse how many of them have become worse
 * @param items those of which this is least likely to be chance, at most {@value #MOST_ITEMS}
 * @param groups those that have become worse as a whole, by the same order; likewise {@code classes}
 * @param allGroups whether all groups were compared; if not, there are more than {@value #MOST_GROUPS}
 */
public record ChurnReport(
        Instant at,
        ChurnSpan span,
        long devices,
        long worse,
        List<Device> items,
        List<Named> groups,
        List<Named> classes,
        boolean allGroups) {
    /** How many devices are named. */
    public static final int MOST_ITEMS = 1000;

    /** How many groups are compared. */
    public static final int MOST_GROUPS = 10_000;

    /** A device, with what it counts toward. */
    public record Device(String client, Optional<String> group, String deviceClass, Churn churn) {}

    /** A group or a class. */
    public record Named(String name, Churn churn) {}
}
