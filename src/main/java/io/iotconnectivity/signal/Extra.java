package io.iotconnectivity.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an enrich route told about a device, such as its site and its owner. It comes from outside, so it is bounded: what does not fit
 * is left out, in the order given.
 *
 * @param fields by name; no value is empty
 */
public record Extra(@JsonValue Map<String, String> fields) {
    /** More fields are left out. */
    public static final int MOST_FIELDS = 16;

    /** Longer values are cut; in characters. */
    public static final int LONGEST_VALUE = 256;

    /** The names and values of all fields in UTF-8; fields that would exceed it are left out. */
    public static final int MOST_BYTES = 2048;

    /** Nothing is known. */
    public static final Extra NONE = new Extra(Map.of());

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Extra {
        fields = bounded(fields);
    }

    /** Sorted, so that the same fields are always written in the same order. */
    private static SortedMap<String, String> bounded(Map<String, String> given) {
        SortedMap<String, String> kept = new TreeMap<>();
        int bytes = 0;
        for (Map.Entry<String, String> field : given.entrySet()) {
            if (kept.size() == MOST_FIELDS) {
                break;
            }
            if (field.getKey() == null || field.getValue() == null || !isName(field.getKey())) {
                continue;
            }
            String value = Printable.cut(Printable.line(field.getValue().strip()), LONGEST_VALUE);
            int more = field.getKey().length() + value.getBytes(StandardCharsets.UTF_8).length;
            if (!value.isEmpty() && bytes + more <= MOST_BYTES) {
                kept.put(field.getKey(), value);
                bytes += more;
            }
        }
        return Collections.unmodifiableSortedMap(kept);
    }

    /** Whether a field may be called so: 1 to 64 letters, digits, underscores and hyphens of ASCII. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }
}
