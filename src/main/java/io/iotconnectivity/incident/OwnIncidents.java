package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.presence.Advice;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Manages the incident that a device has of its own. */
final class OwnIncidents {
    private final Duration updateEvery;

    OwnIncidents(Duration updateEvery) {
        this.updateEvery = updateEvery;
    }

    DeviceCase open(Turn turn, DeviceCase device) {
        Trouble trouble = device.trouble().orElseThrow();
        IncidentKind kind = trouble.cause().filter(Cause.CREDENTIALS::equals).isPresent()
                ? IncidentKind.CREDENTIALS
                : IncidentKind.DEVICE;
        String about = device.client().value();
        String id = trouble.ticketed()
                ? Announcement.newId(Announcement.key(kind, about), turn.now(), device.begins())
                : trouble.id();
        Ticket ticket = Announcement.opened(
                turn,
                Announcement.draft(id, kind, about, trouble.since(), turn.now()),
                facts(device.client(), trouble, false));
        turn.decide(
                device.client(),
                Decision.What.OPENED,
                Optional.of(id),
                "An incident was opened, " + trouble.severity().word() + ": " + ticket.title() + ".");
        return device.with(trouble.withTicket()).withTicket(ticket);
    }

    /** Announces changes, if an update is due. */
    DeviceCase tell(Turn turn, DeviceCase device) {
        Ticket ticket = device.ticket().orElseThrow();
        IncidentFacts facts = facts(device.client(), device.trouble().orElseThrow(), false);
        boolean due =
                ticket.isRaisedBy(facts) || !turn.now().isBefore(ticket.toldAt().plus(updateEvery));
        return due && ticket.differs(facts) ? device.withTicket(Announcement.updated(turn, ticket, facts)) : device;
    }

    /** When the next update is due. */
    Optional<Instant> nextTold(DeviceCase device) {
        return device.ticket()
                .filter(ticket ->
                        ticket.differs(facts(device.client(), device.trouble().orElseThrow(), false)))
                .map(ticket -> ticket.toldAt().plus(updateEvery));
    }

    void resolve(Turn turn, DeviceCase device, String resolution) {
        Ticket ticket = device.ticket().orElseThrow();
        Announcement.resolved(
                turn, ticket, facts(device.client(), device.trouble().orElseThrow(), true), resolution);
    }

    /** Merges it into another incident. */
    void merge(Turn turn, DeviceCase device, String into, String why) {
        Ticket ticket = device.ticket().orElseThrow();
        Announcement.merged(
                turn, ticket, facts(device.client(), device.trouble().orElseThrow(), false), into);
        turn.decide(
                device.client(),
                Decision.What.MERGED,
                Optional.of(into),
                "Its own incident " + ticket.id() + " was merged into the incident " + into + ", because " + why + ".");
    }

    private static IncidentFacts facts(ClientId client, Trouble trouble, boolean over) {
        return IncidentFacts.of(
                client,
                trouble.severity(),
                Words.title(client, trouble, over),
                trouble.since(),
                trouble.group(),
                !over,
                trouble.cause(),
                trouble.reason(),
                trouble.cause().map(Advice::on));
    }
}
