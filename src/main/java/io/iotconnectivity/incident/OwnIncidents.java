package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.presence.Advice;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Manages the incident that a device has of its own. */
final class OwnIncidents {
    private static final String OVERDUE = "overdue";

    private final Duration updateEvery;
    private final Escalations escalations;
    private final Map<String, DeviceClass> classes;
    private final Set<ExtraField> routed;

    /**
     * @param classes the classes of devices, by name
     * @param routed the fields of enrich routes that decide who is told
     */
    OwnIncidents(
            Duration updateEvery, Escalations escalations, Map<String, DeviceClass> classes, Set<ExtraField> routed) {
        this.updateEvery = updateEvery;
        this.escalations = escalations;
        this.classes = classes;
        this.routed = routed;
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
        IncidentFacts facts = facts(device, ticket, false, turn.now());
        boolean due =
                ticket.isRaisedBy(facts) || !turn.now().isBefore(ticket.toldAt().plus(updateEvery));
        return due && ticket.differs(facts) ? device.withTicket(Announcement.updated(turn, ticket, facts)) : device;
    }

    /** Announces at once what became known about the device, if it decides who is told. */
    DeviceCase learned(Turn turn, DeviceCase device, Map<String, Extra> before) {
        Map<String, Extra> known = device.trouble().orElseThrow().extra();
        if (routed.stream().allMatch(field -> field.in(known).equals(field.in(before)))) {
            return device;
        }
        Ticket ticket = device.ticket().orElseThrow();
        return device.withTicket(Announcement.updated(turn, ticket, facts(device, ticket, false, turn.now())));
    }

    /** When the next update is due. */
    Optional<Instant> nextTold(DeviceCase device) {
        return device.ticket().flatMap(ticket -> {
            Optional<Instant> news = ticket.differs(facts(device, ticket, false, ticket.toldAt()))
                    ? Optional.of(ticket.toldAt().plus(updateEvery))
                    : Optional.empty();
            Trouble trouble = device.trouble().orElseThrow();
            Optional<Instant> raised =
                    escalations.next(trouble.deviceClass().stream().toList(), ticket, trouble.severity());
            return Stream.of(news, raised).flatMap(Optional::stream).min(Instant::compareTo);
        });
    }

    void resolve(Turn turn, DeviceCase device, String resolution) {
        Ticket ticket = device.ticket().orElseThrow();
        Announcement.resolved(turn, ticket, facts(device, ticket, true, turn.now()), resolution);
    }

    /** Merges it into another incident. */
    void merge(Turn turn, DeviceCase device, String into, String why) {
        Ticket ticket = device.ticket().orElseThrow();
        Announcement.merged(turn, ticket, facts(device, ticket, false, turn.now()), into);
        turn.decide(
                device.client(),
                Decision.What.MERGED,
                Optional.of(into),
                "Its own incident " + ticket.id() + " was merged into the incident " + into + ", because " + why + ".");
    }

    private IncidentFacts facts(DeviceCase device, Ticket ticket, boolean over, Instant now) {
        IncidentFacts own = facts(device.client(), device.trouble().orElseThrow(), over);
        return escalations.raised(own, ticket.openedAt(), now);
    }

    private IncidentFacts facts(ClientId client, Trouble trouble, boolean over) {
        boolean overdue = isOverdue(trouble);
        return IncidentFacts.of(
                        client,
                        trouble.severity(),
                        Words.title(client, overdue ? OVERDUE : trouble.how().word(), trouble, over),
                        trouble.since(),
                        trouble.group(),
                        !over,
                        trouble.cause(),
                        trouble.reason(),
                        trouble.cause().map(cause -> overdue ? Advice.OVERDUE : Advice.on(cause)))
                .with(trouble.extra())
                .ofClass(trouble.deviceClass());
    }

    /** Whether the device said goodbye and has not come back in time. */
    private boolean isOverdue(Trouble trouble) {
        return trouble.how() == Trouble.How.OFFLINE
                && trouble.cause().filter(Cause.PLANNED::equals).isPresent()
                && trouble.deviceClass()
                        .map(classes::get)
                        .flatMap(DeviceClass::expectedBack)
                        .isPresent();
    }
}
