package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonValue;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.delivery.Telling;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a sink is told of an incident, and why. Nothing is sent to find out.
 *
 * @param at when it was told last, or, for {@code later}, when its hours begin
 * @param reminder when it is reminded next, if the incident is still open then
 */
record SinkRoute(String sink, Told told, Optional<Instant> at, Optional<Instant> reminder, String why) {

    /** Whether it is told. */
    enum Told {
        /** It was told. */
        YES,
        /** It wants it and may be told now. */
        NOW,
        /** It wants it and may be told when its hours begin. */
        LATER,
        NO;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param sent what became of the incident's events at all sinks, newest first
     */
    static SinkRoute of(
            SinkStatus sink,
            IncidentData incident,
            List<Sent> sent,
            Predicate<Event> wants,
            Telling telling,
            Instant now) {
        List<Sent> here =
                sent.stream().filter(each -> each.sink().equals(sink.name())).toList();
        Optional<Sent> last = here.stream()
                .filter(each -> each.result() == Sent.Result.DELIVERED)
                .findFirst();
        if (last.isPresent()) {
            return told(sink.name(), incident, last.get(), telling);
        }
        Optional<String> refusal = refusal(sink, incident, here, wants);
        if (refusal.isPresent()) {
            return new SinkRoute(sink.name(), Told.NO, Optional.empty(), Optional.empty(), refusal.get());
        }
        if (telling.isAllowed(now)) {
            return new SinkRoute(sink.name(), Told.NOW, Optional.empty(), Optional.empty(), whyNow(sink));
        }
        return new SinkRoute(
                sink.name(),
                Told.LATER,
                Optional.of(telling.nextAllowed(now)),
                Optional.empty(),
                "it is told when its hours begin (" + telling.hours().orElseThrow()
                        + "), if the incident is still open then");
    }

    private static SinkRoute told(String sink, IncidentData incident, Sent last, Telling telling) {
        if (last.type() == EventType.INCIDENT_RESOLVED) {
            return new SinkRoute(
                    sink, Told.YES, Optional.of(last.at()), Optional.empty(), "it was told of the end, too");
        }
        if (incident.status() == IncidentStatus.RESOLVED) {
            return new SinkRoute(
                    sink, Told.YES, Optional.of(last.at()), Optional.empty(), "it is still to be told of the end");
        }
        Optional<Instant> reminder =
                telling.repeatEvery().map(every -> telling.nextAllowed(last.at().plus(every)));
        return new SinkRoute(
                sink, Told.YES, Optional.of(last.at()), reminder, "it is told of every change, and of the end");
    }

    private static Optional<String> refusal(
            SinkStatus sink, IncidentData incident, List<Sent> here, Predicate<Event> wants) {
        Event opening = new Event(
                incident.incidentId(), EventType.INCIDENT_OPENED, incident.key(), incident.openedAt(), incident);
        if (!wants.test(opening)) {
            return Optional.of(
                    wants instanceof EventFilter filter
                            ? filter.refusal(opening).orElseThrow()
                            : "the sink does not want it");
        }
        if (incident.status() == IncidentStatus.RESOLVED) {
            return here.stream()
                    .filter(each -> each.type() != EventType.INCIDENT_RESOLVED)
                    .findFirst()
                    .flatMap(Sent::answer)
                    .or(() -> Optional.of("the incident is over"));
        }
        if (sink.gone().isPresent()) {
            return Optional.of("the sink is disabled until somebody enables it: "
                    + sink.gone().get());
        }
        if (!sink.active()) {
            return Optional.of("the sink is off");
        }
        return here.stream()
                .filter(each -> each.result() == Sent.Result.LOST)
                .findFirst()
                .map(lost -> "it could not be delivered and is a dead letter: "
                        + lost.answer().orElse("no reason"));
    }

    private static String whyNow(SinkStatus sink) {
        return sink.pausedUntil()
                .map(until -> "it wants it; it is paused until " + until.truncatedTo(ChronoUnit.SECONDS)
                        + sink.lastError().map(error -> ": " + error).orElse(""))
                .orElse("it wants it and may be told now");
    }
}
