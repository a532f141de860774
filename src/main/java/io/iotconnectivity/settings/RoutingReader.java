package io.iotconnectivity.settings;

import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.ExtraChoice;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Names;
import io.iotconnectivity.signal.ExtraField;
import io.iotconnectivity.webhook.RoutingSettings;
import io.iotconnectivity.webhook.format.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads which incidents a webhook is told of, and when: {@code webhook.<name>.kinds|groups|classes|extra.*|hours|repeat-every}. */
final class RoutingReader {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final String EXTRA = "extra";
    private static final String ALERTMANAGER = "alertmanager";

    private final Values values;

    RoutingReader(Values values) {
        this.values = values;
    }

    /**
     * @param key of the webhook, with a dot at its end
     * @param format absent if it is not known, which is reported elsewhere
     * @param filter what the webhook wants by its other settings
     */
    RoutingSettings read(String key, Optional<Format> format, EventFilter filter) {
        choosesIncidents(key + "kinds", key, filter);
        choosesIncidents(key + "groups", key, filter);
        choosesIncidents(key + "classes", key, filter);
        return new RoutingSettings(
                kinds(key + "kinds"),
                new Names(values.list(key + "groups")),
                classes(key + "classes"),
                extra(key, filter),
                values.hours(key + "hours"),
                repeatEvery(key + "repeat-every", format, filter));
    }

    /**
     * What is told of devices belongs to no kind and names no group, so it would come all the same.
     *
     * @param webhook what the keys of the webhook begin with
     */
    private void choosesIncidents(String key, String webhook, EventFilter filter) {
        if (values.isSet(key)
                && !filter.types().stream().allMatch(type -> type.isAboutAnIncident() || type.isAReport())) {
            values.report(
                    key,
                    "chooses incidents, but this webhook gets events about devices; write " + webhook
                            + "events = incident.*");
        }
    }

    private Set<IncidentKind> kinds(String key) {
        Set<IncidentKind> kinds = EnumSet.noneOf(IncidentKind.class);
        List<String> words = values.list(key);
        for (String word : words) {
            try {
                kinds.add(IncidentKind.of(word));
            } catch (IllegalArgumentException e) {
                values.report(key, "does not fit: " + e.getMessage());
            }
        }
        return kinds;
    }

    /** A class that does not exist would keep the webhook from ever being told. */
    private Names classes(String key) {
        Names classes = new Names(values.list(key));
        Set<String> known = new TreeSet<>(values.names(ClassReader.FAMILY));
        known.add(IncidentData.DEFAULT_CLASS);
        for (String pattern : classes.patterns()) {
            if (known.stream().noneMatch(new Names(List.of(pattern))::include)) {
                values.report(
                        key, "names no class in " + Values.shown(pattern) + "; write " + String.join(", ", known));
            }
        }
        return classes;
    }

    private List<ExtraChoice> extra(String webhook, EventFilter filter) {
        String start = webhook + EXTRA + ".";
        List<ExtraChoice> choices = new ArrayList<>();
        for (String key : values.entries().keySet()) {
            if (!key.startsWith(start) || !values.isSet(key)) {
                continue;
            }
            choosesIncidents(key, webhook, filter);
            ExtraField.of(key.substring(start.length()))
                    .ifPresentOrElse(
                            field -> choices.add(new ExtraChoice(field, new Names(values.list(key)))),
                            () -> values.complain(
                                    key,
                                    key + " names no field of an enrich route; write " + start
                                            + "sites.site for the field site of enrich-sites"));
        }
        return choices;
    }

    /** The fields of enrich routes by which any webhook chooses. */
    static Set<ExtraField> fields(Values values) {
        return values.entries().keySet().stream()
                .filter(values::isSet)
                .flatMap(key -> WebhookReader.FAMILY.member(key).stream())
                .filter(member -> member.ending().equals(EXTRA))
                .flatMap(member -> ExtraField.of(member.entry()).stream())
                .collect(Collectors.toSet());
    }

    private Optional<Duration> repeatEvery(String key, Optional<Format> format, EventFilter filter) {
        if (!values.isSet(key)) {
            return Optional.empty();
        }
        if (!filter.wantsIncidents()) {
            values.report(
                    key,
                    "reminds of incidents, but this webhook gets none; write " + key.substring(0, key.lastIndexOf('.'))
                            + ".events = incident.*");
        }
        if (format.filter(found -> found.name().equals(ALERTMANAGER)).isPresent()) {
            values.report(key, "has no use here: Alertmanager reminds by itself; set its repeat_interval");
        }
        return Optional.of(values.duration(key, SHORTEST, SHORTEST, LONGEST));
    }
}
