package io.iotconnectivity.webhook;

import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.ExtraChoice;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Names;
import io.iotconnectivity.signal.Hours;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which incidents a webhook is told of, and when.
 *
 * @param kinds only incidents of these kinds; none: of all
 * @param groups only incidents of these groups
 * @param classes only incidents of devices of these classes
 * @param extra only incidents that all of these choose
 * @param hours outside of them nothing is opened or updated there; absent: always
 * @param repeatEvery how long after the last news of an open incident it is reminded; absent: never
 */
public record RoutingSettings(
        Set<IncidentKind> kinds,
        Names groups,
        Names classes,
        List<ExtraChoice> extra,
        Optional<Hours> hours,
        Optional<Duration> repeatEvery) {
    /** Every incident, at once, and never again. */
    public static final RoutingSettings ALL =
            new RoutingSettings(Set.of(), Names.ANY, Names.ANY, List.of(), Optional.empty(), Optional.empty());

    public RoutingSettings {
        kinds = Set.copyOf(kinds);
        extra = List.copyOf(extra);
    }

    EventFilter chosenFrom(EventFilter filter) {
        return filter.ofKinds(kinds).ofGroups(groups).ofClasses(classes).ofExtra(extra);
    }
}
