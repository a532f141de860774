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
 * A blind source and its incident.
 *
 * @param since when it became blind
 * @param state its last reported state
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

    /** The form used in events. */
    Blind told() {
        return new Blind(source, since);
    }

    /**
     * Returns the event, marked as unverified if a source is blind that would have reported otherwise.
     *
     * @param blind the blind sources
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

    /**
     * The source that has been blind longest, of those that report connections, or also of those that report signs of
     * life.
     */
    static Optional<BlindSource> first(Collection<BlindSource> blind, boolean signsOfLife) {
        return blind.stream()
                .filter(each -> signsOfLife || each.carries() == Sight.Carries.CONNECTIONS)
                .min(Comparator.comparing(BlindSource::since).thenComparing(BlindSource::source));
    }

    /** The advice, preceded by the note that the event could not be verified. */
    String before(Optional<String> advice) {
        return "This could not be checked: " + source + " has been blind since "
                + since.truncatedTo(ChronoUnit.SECONDS) + "."
                + advice.map(text -> " " + text).orElse("");
    }
}
