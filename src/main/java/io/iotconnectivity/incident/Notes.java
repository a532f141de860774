package io.iotconnectivity.incident;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Handling;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Adds notes to open incidents: they are part of every later event about the incident, and change nothing else. */
final class Notes {
    private Notes() {}

    /**
     * @param told the incident as of its latest event
     */
    static void take(Turn turn, IncidentData told, Note note) {
        if (told.handling().filter(known -> known.has(note.id())).isEmpty()) {
            put(turn, told, ticket -> noted(turn, told, ticket, note));
        }
    }

    private static Ticket noted(Turn turn, IncidentData told, Ticket ticket, Note note) {
        Instant at = ticket.after(turn.now());
        // When it was last told stays: an update may be due, and a note must not put it off.
        Ticket after = new Ticket(
                ticket.id(),
                ticket.kind(),
                ticket.key(),
                ticket.openedAt(),
                ticket.since(),
                ticket.severity(),
                ticket.title(),
                Math.max(ticket.sequence() + 1, at.toEpochMilli()),
                ticket.toldAt(),
                Optional.of(Handling.with(ticket.handling(), note.at(at))));
        turn.emit(new Event(
                EventId.of(at, ticket.key() + '/' + ticket.id(), after.sequence()),
                EventType.INCIDENT_NOTED,
                ticket.key(),
                at,
                told.noted(after.handling(), after.sequence())));
        return after;
    }

    /** Replaces the ticket wherever it is held; does nothing if it is not, so that it is about to end. */
    private static void put(Turn turn, IncidentData told, UnaryOperator<Ticket> noted) {
        String about = told.key().substring(told.kind().word().length() + 1);
        switch (told.kind()) {
            case DEVICE, CREDENTIALS -> {
                DeviceCase device = turn.cases().device(new ClientId(about));
                device.ticket().filter(ticket -> is(ticket, told)).ifPresent(ticket -> turn.cases()
                        .put(device.withTicket(noted.apply(ticket))));
            }
            case CONFLICT -> {
                DeviceCase device = turn.cases().device(new ClientId(about));
                device.conflict().filter(ticket -> is(ticket, told)).ifPresent(ticket -> turn.cases()
                        .put(device.withConflict(Optional.of(noted.apply(ticket)))));
            }
            case DEAF -> {
                DeviceCase device = turn.cases().device(new ClientId(about));
                device.deaf()
                        .filter(deaf ->
                                deaf.ticket().filter(ticket -> is(ticket, told)).isPresent())
                        .ifPresent(deaf -> turn.cases()
                                .put(device.withDeaf(Optional.of(deaf.reportedBy(
                                        noted.apply(deaf.ticket().orElseThrow()))))));
            }
            case FLAPPING -> putFlapping(turn, told, about, noted);
            case GROUP -> {
                GroupCase group = turn.cases().group(about);
                group.storm().filter(storm -> is(storm.ticket(), told)).ifPresent(storm -> turn.cases()
                        .put(group.with(storm.noted(noted.apply(storm.ticket())))));
            }
            case BLIND ->
                turn.cases().blind().stream()
                        .filter(source -> is(source.ticket(), told))
                        .findFirst()
                        .ifPresent(source -> turn.cases()
                                .put(new BlindSource(
                                        source.source(),
                                        noted.apply(source.ticket()),
                                        source.since(),
                                        source.state(),
                                        source.carries(),
                                        source.detail())));
            case SLO -> {
                GroupCase budget = turn.cases().group(SloCase.nameOf(about));
                budget.slo().filter(open -> is(open.ticket(), told)).ifPresent(open -> turn.cases()
                        .put(budget.withSlo(Optional.of(open.with(noted.apply(open.ticket()))))));
            }
            case TEST -> {
                // Of no case.
            }
        }
    }

    private static void putFlapping(Turn turn, IncidentData told, String about, UnaryOperator<Ticket> noted) {
        if (about.startsWith(Dependency.GROUP)) {
            GroupCase group = turn.cases().group(about.substring(Dependency.GROUP.length()));
            Optional<GroupCase.GroupFlapping> flapping = group.flapping().filter(open -> is(open.ticket(), told));
            if (flapping.isPresent()) {
                GroupCase.GroupFlapping open = flapping.get();
                turn.cases()
                        .put(group.withFlapping(Optional.of(new GroupCase.GroupFlapping(
                                noted.apply(open.ticket()), open.group(), open.devices(), open.count()))));
                return;
            }
        }
        DeviceCase device = turn.cases().device(new ClientId(about));
        device.flapping().filter(ticket -> is(ticket, told)).ifPresent(ticket -> turn.cases()
                .put(device.withFlapping(Optional.of(noted.apply(ticket)))));
    }

    private static boolean is(Ticket ticket, IncidentData told) {
        return ticket.id().equals(told.incidentId());
    }
}
