package io.iotconnectivity.incident;

import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What enrich routes know about the devices of a storm. Bounded, however many these are.
 *
 * @param common what all of them have in common, by the names of the routes
 * @param values what they have in the fields that decide who is told: the first {@value #MOST_VALUES} values of each,
 *     then {@value IncidentData#OTHER_VALUES}; {@value IncidentData#UNKNOWN_VALUE} stands for devices without one
 * @param told how many common fields the latest event of the storm named
 */
public record SharedExtra(Map<String, Extra> common, SortedMap<ExtraField, List<String>> values, int told) {
    /** Nothing is known. */
    public static final SharedExtra NONE = new SharedExtra(Map.of(), new TreeMap<>(), 0);

    /** More values of a field are not kept. */
    static final int MOST_VALUES = 20;

    public SharedExtra {
        // The JSON of earlier versions leaves out what is empty.
        common = common == null ? Map.of() : Map.copyOf(common);
        values = values == null ? new TreeMap<>() : values;
    }

    /**
     * Of the first device.
     *
     * @param routed the fields that decide who is told
     */
    static SharedExtra of(Map<String, Extra> first, Set<ExtraField> routed) {
        if (first.isEmpty() && routed.isEmpty()) {
            return NONE;
        }
        SortedMap<ExtraField, List<String>> values = new TreeMap<>();
        routed.forEach(field -> values.put(field, List.of(value(first, field))));
        return new SharedExtra(first, values, 0);
    }

    /** As an event of the storm told. */
    static SharedExtra as(IncidentData told) {
        SortedMap<ExtraField, List<String>> values = new TreeMap<>();
        told.extraValues()
                .forEach((route, fields) ->
                        fields.forEach((name, known) -> values.put(new ExtraField(route, name), known)));
        return new SharedExtra(told.extra(), values, 0).told(told.extra());
    }

    /** The values as {@link IncidentData#extraValues()}. */
    Map<String, Map<String, List<String>>> byRoute() {
        if (values.isEmpty()) {
            return Map.of();
        }
        Map<String, Map<String, List<String>>> byRoute = new TreeMap<>();
        values.forEach((field, known) ->
                byRoute.computeIfAbsent(field.route(), first -> new TreeMap<>()).put(field.name(), known));
        return byRoute;
    }

    /** With one more device. */
    SharedExtra with(Map<String, Extra> another, Set<ExtraField> routed) {
        if (common.isEmpty() && routed.isEmpty() && values.isEmpty()) {
            return this;
        }
        SortedMap<ExtraField, List<String>> more = new TreeMap<>(values);
        more.keySet().retainAll(routed);
        // Those of the devices before are not known of a field that has been chosen by only since.
        routed.forEach(field -> more.put(
                field, widened(more.getOrDefault(field, List.of(IncidentData.UNKNOWN_VALUE)), value(another, field))));
        return new SharedExtra(intersection(common, another), more, told);
    }

    /** The same after an event that named what is common. */
    SharedExtra told(Map<String, Extra> named) {
        int count = count(named);
        return count == told ? this : new SharedExtra(common, values, count);
    }

    /** Whether naming this would be news. What all have in common only becomes less. */
    boolean isNews(Map<String, Extra> named) {
        return count(named) != told;
    }

    private static int count(Map<String, Extra> known) {
        return known.values().stream().mapToInt(extra -> extra.fields().size()).sum();
    }

    private static String value(Map<String, Extra> known, ExtraField field) {
        return field.in(known).orElse(IncidentData.UNKNOWN_VALUE);
    }

    private static List<String> widened(List<String> known, String value) {
        if (known.contains(value) || known.contains(IncidentData.OTHER_VALUES)) {
            return known;
        }
        List<String> more = new ArrayList<>(known);
        more.add(known.size() < MOST_VALUES ? value : IncidentData.OTHER_VALUES);
        return List.copyOf(more);
    }

    private static Map<String, Extra> intersection(Map<String, Extra> a, Map<String, Extra> b) {
        if (a.equals(b)) {
            return a;
        }
        Map<String, Extra> both = new TreeMap<>();
        a.forEach((route, told) -> {
            Map<String, String> same = new TreeMap<>(told.fields());
            same.entrySet().retainAll(b.getOrDefault(route, Extra.NONE).fields().entrySet());
            if (!same.isEmpty()) {
                both.put(route, new Extra(same));
            }
        });
        return both;
    }
}
