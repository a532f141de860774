package io.iotconnectivity.breakdown;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one device is like.
 *
 * @param values by dimension; what is not known of the device is absent
 */
public record Traits(Map<Dimension, String> values) {
    /** Nothing is known. */
    public static final Traits NONE = new Traits(Map.of());

    public Traits {
        values = Map.copyOf(values);
    }

    /** The value in a dimension; empty if it is not known. */
    public Optional<String> in(Dimension dimension) {
        return Optional.ofNullable(values.get(dimension));
    }

    /** These, and others; where both know a value, the others' counts. */
    public Traits with(Map<Dimension, String> others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<Dimension, String> all = new HashMap<>(values);
        all.putAll(others);
        return new Traits(all);
    }
}
