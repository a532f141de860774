package io.iotconnectivity.incident;

import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * A source of ours that is blind, and the incident that tells of it.
 *
 * @param since when it became so
 * @param state as it was last told
 */
public record BlindSource(
        String source,
        Ticket ticket,
        Instant since,
        Sight.State state,
        Sight.Carries carries,
        Optional<String> detail) {

    public BlindSource {
        detail = detail == null ? Optional.empty() : detail;
    }

    /** As events name it. */
    Blind told() {
        return new Blind(source, since);
    }

    /**
     * The event, which says that it could not be checked if a source is blind that would have told otherwise.
     *
     * @param blind those that are
     */
    public static Event marked(Event event, Collection<BlindSource> blind) {
        boolean silence = event.type() == EventType.DEVICE_STALE;
        if (!silence && event.type() != EventType.DEVICE_OFFLINE) {
            return event;
        }
        Optional<BlindSource> by = first(blind, silence);
        if (by.isEmpty()) {
            return event;
        }
        DeviceData data = event.device().orElseThrow();
        String advice = by.get().before(data.advice());
        return new Event(
                event.id(),
                event.type(),
                event.subject(),
                event.time(),
                data.unchecked(by.get().told(), advice));
    }

    /** The one that has been blind for longest of those that would have told of connections, or of signs of life, too. */
    static Optional<BlindSource> first(Collection<BlindSource> blind, boolean signsOfLife) {
        return blind.stream()
                .filter(each -> signsOfLife || each.carries() == Sight.Carries.CONNECTIONS)
                .min(Comparator.comparing(BlindSource::since).thenComparing(BlindSource::source));
    }

    /** The advice, and before it that this could not be checked. */
    String before(Optional<String> advice) {
        return "This could not be checked: " + source + " has been blind since " + since.truncatedTo(ChronoUnit.SECONDS)
                + "." + advice.map(text -> " " + text).orElse("");
    }
}
