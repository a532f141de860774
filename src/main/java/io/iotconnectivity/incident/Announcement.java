package io.iotconnectivity.incident;

import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import java.time.Instant;
import java.util.Optional;

/** Announces that an incident was opened, updated or resolved. */
final class Announcement {
    private Announcement() {}

    /**
     * Creates a unique id for an incident that has none from the events of its device.
     *
     * @param of distinguishes incidents that begin at the same moment, even if the clock shows that moment twice
     */
    static String newId(String key, Instant now, Object of) {
        return EventId.of(now, key + '/' + of, now.toEpochMilli());
    }

    /** Creates an incident that has not been announced yet. */
    static Ticket draft(String id, IncidentKind kind, String about, Optional<Instant> since, Instant now) {
        return new Ticket(
                id,
                kind,
                key(kind, about),
                now,
                since,
                Optional.empty(),
                "",
                now.toEpochMilli() - 1,
                now,
                Optional.empty());
    }

    static Ticket opened(Turn turn, Ticket draft, IncidentFacts facts) {
        Ticket ticket = next(turn, draft, facts);
        emit(turn, EventType.INCIDENT_OPENED, ticket, facts, Optional.empty(), Optional.empty());
        return ticket;
    }

    static Ticket updated(Turn turn, Ticket before, IncidentFacts facts) {
        Ticket ticket = next(turn, before, facts);
        emit(turn, EventType.INCIDENT_UPDATED, ticket, facts, Optional.empty(), Optional.empty());
        return ticket;
    }

    /**
     * @param resolution as in {@link IncidentData#resolution()}
     */
    static void resolved(Turn turn, Ticket before, IncidentFacts facts, String resolution) {
        Ticket ticket = next(turn, before, facts);
        emit(turn, EventType.INCIDENT_RESOLVED, ticket, facts, Optional.of(resolution), Optional.empty());
    }

    static void merged(Turn turn, Ticket before, IncidentFacts facts, String into) {
        Ticket ticket = next(turn, before, facts);
        emit(turn, EventType.INCIDENT_RESOLVED, ticket, facts, Optional.of("merged"), Optional.of(into));
    }

    static String key(IncidentKind kind, String about) {
        return kind.word() + '/' + about;
    }

    private static Ticket next(Turn turn, Ticket before, IncidentFacts facts) {
        Instant at = before.after(turn.now());
        return new Ticket(
                before.id(),
                before.kind(),
                before.key(),
                before.openedAt(),
                before.since(),
                facts.severity(),
                facts.title(),
                Math.max(before.sequence() + 1, at.toEpochMilli()),
                at,
                before.handling());
    }

    private static boolean isOfSilence(IncidentFacts facts) {
        return facts.reason().filter("SILENCE"::equals).isPresent();
    }

    private static void emit(
            Turn turn,
            EventType type,
            Ticket ticket,
            IncidentFacts facts,
            Optional<String> resolution,
            Optional<String> mergedInto) {
        boolean over = type == EventType.INCIDENT_RESOLVED;
        boolean own = ticket.kind() == IncidentKind.BLIND;
        // In a budget, nothing counts of the time in which we were blind.
        boolean checked = over || own || ticket.kind() == IncidentKind.SLO;
        Optional<BlindSource> unchecked =
                checked ? Optional.empty() : BlindSource.first(turn.cases().blind(), isOfSilence(facts));
        Optional<Blind> blind =
                own ? ticket.since().map(since -> new Blind(ticket.about(), since)) : unchecked.map(BlindSource::told);
        IncidentData data = new IncidentData(
                        ticket.id(),
                        ticket.key(),
                        ticket.kind(),
                        over ? IncidentStatus.RESOLVED : IncidentStatus.OPEN,
                        facts.severity(),
                        facts.title(),
                        ticket.openedAt(),
                        ticket.since(),
                        over ? Optional.of(ticket.toldAt()) : Optional.empty(),
                        resolution,
                        mergedInto,
                        facts.group(),
                        facts.deviceCount(),
                        facts.downCount(),
                        facts.devices(),
                        facts.cause(),
                        facts.reason(),
                        unchecked.map(by -> by.before(facts.advice())).or(facts::advice),
                        blind,
                        ticket.handling(),
                        facts.extra(),
                        facts.extraValues(),
                        facts.classes(),
                        ticket.sequence())
                .with(facts.common());
        // Two incidents about the same thing may follow within a millisecond, so the key alone would not be unique.
        String id = EventId.of(ticket.toldAt(), ticket.key() + '/' + ticket.id(), ticket.sequence());
        turn.emit(new Event(id, type, ticket.key(), ticket.toldAt(), data));
    }
}
