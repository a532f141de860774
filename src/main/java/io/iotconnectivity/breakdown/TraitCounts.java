package io.iotconnectivity.breakdown;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How many devices have each trait, of the affected ones and of all. A dimension with more than {@value #MOST_VALUES}
 * values names single devices, such as a serial number does, and is left out. Not thread-safe.
 */
public final class TraitCounts {
    /** At some 150 bytes each, a dimension takes no more than 3 MB. */
    public static final int MOST_VALUES = 20_000;

    private final Predicate<Dimension> counted;
    private final Map<Dimension, Map<String, Count>> values = new TreeMap<>();
    private final Set<Dimension> tooMany = new HashSet<>();
    private int affected;
    private int fleet;

    /** How many have one value. Not thread-safe. */
    static final class Count {
        int affected;
        int fleet;
    }

    /** Counts all dimensions. */
    public TraitCounts() {
        this(dimension -> true);
    }

    /** Counts only some dimensions. */
    public TraitCounts(Predicate<Dimension> counted) {
        this.counted = counted;
    }

    /**
     * Adds a device.
     *
     * @param isAffected whether it is one of those that are compared with the others
     */
    public void add(Traits device, boolean isAffected) {
        fleet++;
        affected += isAffected ? 1 : 0;
        device.values().forEach((dimension, value) -> {
            if (!tooMany.contains(dimension) && counted.test(dimension)) {
                Count count = values.computeIfAbsent(dimension, first -> new HashMap<>())
                        .computeIfAbsent(value, first -> new Count());
                count.fleet++;
                count.affected += isAffected ? 1 : 0;
                if (values.get(dimension).size() > MOST_VALUES) {
                    values.remove(dimension);
                    tooMany.add(dimension);
                }
            }
        });
    }

    /** How many devices are affected. */
    public int affected() {
        return affected;
    }

    /** How many there are, the affected ones included. */
    public int fleet() {
        return fleet;
    }

    Map<Dimension, Map<String, Count>> values() {
        return Collections.unmodifiableMap(values);
    }
}
