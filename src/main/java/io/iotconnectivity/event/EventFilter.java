package io.iotconnectivity.event;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Selects the events that a sink wants, by its settings {@code events} and {@code min-severity}.
 *
 * @param types the types that match a pattern
 * @param minSeverity events about a less severe outage are dropped; an event without a severity passes
 */
public record EventFilter(Set<EventType> types, Severity minSeverity) implements Predicate<Event> {

    public EventFilter {
        types = Set.copyOf(types);
    }

    /**
     * @param patterns each {@code *}, a family such as {@code device.*}, or a type such as {@code device.offline}; an
     *     event passes if one of them matches. {@code incident.noted} is matched by its own name only, because a ticket
     *     system that gets it might reopen a ticket that somebody has closed
     * @throws IllegalArgumentException if there is no pattern, or if a pattern can never match an event
     */
    public static EventFilter of(List<String> patterns, Severity minSeverity) {
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("no event pattern; write *, device.* or " + known());
        }
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String pattern : patterns) {
            Set<EventType> matching = matching(pattern.strip());
            if (matching.isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + pattern.strip() + "' matches no event; write *, device.* or " + known());
            }
            types.addAll(matching);
        }
        return new EventFilter(types, minSeverity);
    }

    @Override
    public boolean test(Event event) {
        return types.contains(event.type())
                && event.data()
                        .severity()
                        .map(severity -> severity.compareTo(minSeverity) >= 0)
                        .orElse(true);
    }

    private static Set<EventType> matching(String pattern) {
        return Arrays.stream(EventType.values())
                .filter(type -> matches(pattern, type))
                .collect(Collectors.toSet());
    }

    private static boolean matches(String pattern, EventType type) {
        String name = type.shortName();
        boolean byFamily = type != EventType.INCIDENT_NOTED;
        if (pattern.equals("*")) {
            return byFamily;
        }
        if (pattern.endsWith(".*") && byFamily) {
            return name.startsWith(pattern.substring(0, pattern.length() - 1));
        }
        return name.equals(pattern);
    }

    private static String known() {
        return Arrays.stream(EventType.values()).map(EventType::shortName).collect(Collectors.joining(", "));
    }
}
