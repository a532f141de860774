package io.iotconnectivity.event;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Selects the events that a sink wants, by its settings {@code events}, {@code min-severity}, {@code kinds},
 * {@code groups}, {@code classes} and {@code extra}.
 *
 * @param types the types that match a pattern
 * @param minSeverity events about a less severe outage are dropped; an event without a severity passes
 * @param kinds incidents of other kinds are dropped; none: every kind passes, as do all events about devices
 * @param groups incidents of other groups are dropped; events about devices pass
 * @param classes incidents that no device of these classes is part of are dropped; events about devices pass
 * @param extra incidents that any of these does not choose are dropped; events about devices pass
 */
public record EventFilter(
        Set<EventType> types,
        Severity minSeverity,
        Set<IncidentKind> kinds,
        Names groups,
        Names classes,
        List<ExtraChoice> extra)
        implements Predicate<Event> {
    /** What a device that belongs to no group belongs to. */
    public static final String NO_GROUP = "fleet";

    public EventFilter {
        types = Set.copyOf(types);
        kinds = Set.copyOf(kinds);
        extra = List.copyOf(extra);
    }

    /** A filter for all kinds and groups. */
    public EventFilter(Set<EventType> types, Severity minSeverity) {
        this(types, minSeverity, Set.of(), Names.ANY, Names.ANY, List.of());
    }

    /** The same filter for incidents of these kinds only; none: of all. */
    public EventFilter ofKinds(Set<IncidentKind> only) {
        return new EventFilter(types, minSeverity, only, groups, classes, extra);
    }

    /** The same filter for incidents of these groups only. */
    public EventFilter ofGroups(Names only) {
        return new EventFilter(types, minSeverity, kinds, only, classes, extra);
    }

    /** The same filter for incidents of devices of these classes only. */
    public EventFilter ofClasses(Names only) {
        return new EventFilter(types, minSeverity, kinds, groups, only, extra);
    }

    /** The same filter for incidents that all of these choose only. */
    public EventFilter ofExtra(List<ExtraChoice> only) {
        return new EventFilter(types, minSeverity, kinds, groups, classes, only);
    }

    /** Whether any event about an incident may pass. */
    public boolean wantsIncidents() {
        return types.stream().anyMatch(EventType::isAboutAnIncident);
    }

    /**
     * @param patterns each {@code *}, a family such as {@code device.*}, or a type such as {@code device.offline}; an
     *     event passes if one of them matches. {@code incident.noted} is matched by its own name only, because a ticket
     *     system that gets it might reopen a ticket that somebody has closed; {@code *} does not match reports, because
     *     nothing has happened
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
                        .orElse(true)
                && (kinds.isEmpty() && groups.areAny() && classes.areAny() && extra.isEmpty()
                        || event.incident().map(this::isChosen).orElse(true));
    }

    private boolean isChosen(IncidentData incident) {
        return incident.kind() == IncidentKind.TEST
                || (kinds.isEmpty() || kinds.contains(incident.kind()))
                        && groups.include(group(incident))
                        && (classes.areAny() || classes(incident).stream().anyMatch(classes::include))
                        && extra.stream().allMatch(choice -> choice.includes(incident));
    }

    private static List<String> classes(IncidentData incident) {
        return incident.classes().isEmpty() ? List.of(IncidentData.DEFAULT_CLASS) : incident.classes();
    }

    private static String group(IncidentData incident) {
        return incident.group().orElse(NO_GROUP);
    }

    /** Why an event does not pass, for an operator; empty if it does. */
    public Optional<String> refusal(Event event) {
        if (test(event)) {
            return Optional.empty();
        }
        if (!types.contains(event.type())) {
            return Optional.of("the sink does not want " + event.type().shortName());
        }
        Optional<Severity> severity = event.data().severity().filter(found -> found.compareTo(minSeverity) < 0);
        if (severity.isPresent()) {
            return Optional.of("its severity is " + severity.get().word() + ", and the sink wants " + minSeverity.word()
                    + " or more");
        }
        return event.incident().flatMap(this::refusal);
    }

    private Optional<String> refusal(IncidentData incident) {
        return kinds.isEmpty() || kinds.contains(incident.kind())
                ? groups.refusal("group", group(incident)).or(() -> refusalOfClasses(incident))
                : Optional.of("its kind is " + incident.kind().word() + ", and the sink wants "
                        + kinds.stream().map(IncidentKind::word).sorted().collect(Collectors.joining(", ")));
    }

    private Optional<String> refusalOfClasses(IncidentData incident) {
        if (classes.areAny() || classes(incident).stream().anyMatch(classes::include)) {
            return extra.stream()
                    .flatMap(choice -> choice.refusal(incident).stream())
                    .findFirst();
        }
        return Optional.of("it is about class " + String.join(", ", classes(incident)) + ", and the sink wants "
                + String.join(", ", classes.patterns()));
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
            return byFamily && !type.isAReport();
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
