package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The place of an item in the order of a table or an index: its key attributes, one after the other. Fewer parts than the schema has mean
 * the beginning, or with {@code afterAll} the end, of all keys that start with these parts. A part is a {@link BigDecimal} or bytes.
 */
record Key(List<Object> parts, boolean afterAll) implements Comparable<Key> {
    /** @param values scalars; types at the same position must agree among all keys of an index */
    static Key of(List<JsonNode> values) {
        List<Object> parts = new ArrayList<>(values.size());
        values.forEach(value -> parts.add(value.has("N") ? Values.toNumber(value) : Values.bytes(value)));
        return new Key(parts, false);
    }

    Key end() {
        return new Key(parts, true);
    }

    @Override
    public int compareTo(Key other) {
        for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
            int order = compare(parts.get(i), other.parts.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (parts.size() == other.parts.size()) {
            return Boolean.compare(afterAll, other.afterAll);
        }
        return parts.size() < other.parts.size() ? (afterAll ? 1 : -1) : (other.afterAll ? -1 : 1);
    }

    private static int compare(Object a, Object b) {
        return a instanceof BigDecimal number
                ? number.compareTo((BigDecimal) b)
                : Arrays.compareUnsigned((byte[]) a, (byte[]) b);
    }
}
