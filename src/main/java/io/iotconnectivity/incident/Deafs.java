package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Advice;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.util.Optional;

/** Reports devices that are connected, but not subscribed to what they must be. */
final class Deafs {
    private final Groups groups;
    private final Blocks blocks;

    Deafs(Groups groups, Blocks blocks) {
        this.groups = groups;
        this.blocks = blocks;
    }

    /** The device was found to be deaf. */
    DeviceCase found(Turn turn, DeviceCase device, DeviceData data) {
        Severity severity = data.severity().orElse(Severity.NONE);
        if (device.deaf().isPresent()) {
            return device;
        }
        if (severity == Severity.NONE) {
            turn.decide(
                    device.client(),
                    Decision.What.NOTHING,
                    Optional.empty(),
                    "It is deaf, but no incident is opened: that is worth none, or too many are open (deaf.max-incidents).");
            return device;
        }
        Deafness deaf = new Deafness(
                turn.now(),
                severity,
                data.missing(),
                groups.of(data),
                data.deviceClass(),
                data.extra(),
                Optional.empty(),
                Optional.empty());
        return report(turn, device, deaf, data.sequence());
    }

    /** Checks whether its incident is still suppressed. */
    DeviceCase recheck(Turn turn, DeviceCase device) {
        return report(
                turn,
                device,
                device.deaf().orElseThrow(),
                device.heard().map(DeviceCase.Heard::sequence).orElse(0L));
    }

    private DeviceCase report(Turn turn, DeviceCase device, Deafness deaf, long sequence) {
        ClientId client = device.client();
        Optional<Suppression> block = blocks.of(turn, client, deaf.deviceClass(), deaf.group());
        if (block.isPresent()) {
            if (deaf.held().filter(same -> same.isBy(block.get())).isEmpty()) {
                turn.decide(
                        client,
                        Decision.What.SUPPRESSED,
                        Optional.empty(),
                        "It is deaf, but no incident is opened, because "
                                + block.get().text() + ".");
            }
            return device.withDeaf(Optional.of(deaf.heldBy(Blocks.held(block.get(), turn.now()))));
        }
        String id = Announcement.newId(Announcement.key(IncidentKind.DEAF, client.value()), turn.now(), sequence);
        Ticket ticket = Announcement.opened(
                turn,
                Announcement.draft(id, IncidentKind.DEAF, client.value(), Optional.of(deaf.since()), turn.now()),
                facts(client, deaf, false));
        turn.decide(client, Decision.What.OPENED, Optional.of(id), "An incident was opened: " + ticket.title() + ".");
        return device.withDeaf(Optional.of(deaf.reportedBy(ticket)));
    }

    /**
     * Ends what is open if an event tells that the device is not deaf any more: it is subscribed to what it must be, need
     * not be, or is not connected, so that its outage takes over. That of a device whose state was lost ends, too.
     */
    DeviceCase told(Turn turn, DeviceCase device, EventType type, DeviceData data) {
        boolean endsAnyway = type == EventType.DEVICE_RETIRED || type == EventType.DEVICE_FORGOTTEN;
        if (device.deaf().isEmpty() || endsAnyway || data.overlays().contains(Overlay.DEAF)) {
            return device;
        }
        return type == EventType.DEVICE_OFFLINE
                ? end(turn, device, "offline", "it went offline")
                : end(turn, device, "recovered", "it lacks no subscription any more");
    }

    /**
     * Resolves the incident, if one was opened.
     *
     * @param why in words
     */
    DeviceCase end(Turn turn, DeviceCase device, String resolution, String why) {
        Deafness deaf = device.deaf().orElseThrow();
        if (deaf.ticket().isPresent()) {
            Announcement.resolved(turn, deaf.ticket().get(), facts(device.client(), deaf, true), resolution);
            turn.decide(
                    device.client(),
                    Decision.What.RESOLVED,
                    deaf.ticket().map(Ticket::id),
                    "The incident about its subscriptions was resolved: " + why + ".");
        }
        return device.withDeaf(Optional.empty());
    }

    private static IncidentFacts facts(ClientId client, Deafness deaf, boolean over) {
        return IncidentFacts.of(
                        client,
                        deaf.severity(),
                        Words.deaf(client, deaf.missing(), over),
                        Optional.of(deaf.since()),
                        deaf.group(),
                        false,
                        Optional.of(Cause.DEVICE),
                        Optional.of(Reason.DEAF.name()),
                        Optional.of(Advice.DEAF))
                .with(deaf.extra())
                .ofClass(deaf.deviceClass());
    }
}
