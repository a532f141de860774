package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.incident.Lately.Party;
import io.iotconnectivity.presence.Advice;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Detects different clients that take the same client id from each other. */
final class Conflicts {
    private final IncidentPolicy.Limit policy;
    private final Groups groups;
    private final Blocks blocks;

    Conflicts(IncidentPolicy.Limit policy, Groups groups, Blocks blocks) {
        this.policy = policy;
        this.groups = groups;
        this.blocks = blocks;
    }

    static boolean isTakeOver(SignalData signal) {
        return signal.kind().equals("disconnected")
                && signal.reason()
                        .filter(Reason.DUPLICATE_CLIENTID.name()::equals)
                        .isPresent();
    }

    /** The device's connection was closed because another one was opened with its id. */
    DeviceCase takenOver(Turn turn, DeviceCase device, DeviceData data, SignalData signal) {
        List<Instant> before = device.lately().takeOvers();
        List<Instant> takeOvers = Lately.with(before, signal.at(), policy.threshold());
        Lately lately = device.lately()
                .withTakeOvers(takeOvers)
                // AWS reports the address on connect only, so that of the newest connection is all that is known.
                .with(new Party(signal.principalIdentifier(), signal.ipAddress(), Optional.of(signal.at())))
                .with(new Party(data.principalIdentifier(), data.ipAddress(), Optional.of(signal.at())));
        DeviceCase after = device.with(lately);
        return takeOvers.equals(before) ? after : judge(turn, after, data);
    }

    /** A device that was recently taken over connected. */
    DeviceCase connected(Turn turn, DeviceCase device, DeviceData data, SignalData signal) {
        if (device.lately().takeOvers().isEmpty()) {
            return device;
        }
        Party party = new Party(signal.principalIdentifier(), signal.ipAddress(), Optional.of(signal.at()));
        DeviceCase after = device.with(device.lately().with(party));
        return !party.isKnown() || device.lately().knows(party) ? after : judge(turn, after, data);
    }

    private DeviceCase judge(Turn turn, DeviceCase device, DeviceData data) {
        int count = Lately.within(device.lately().takeOvers(), policy.window(), turn.now())
                .size();
        if (device.conflict().isPresent()
                || count < policy.threshold()
                || !differ(device.lately().parties())) {
            return device;
        }
        ClientId client = device.client();
        Optional<Suppression> block = blocks.of(turn, client, data.deviceClass(), groups.of(data));
        if (block.isPresent()) {
            turn.decide(
                    client,
                    Decision.What.SUPPRESSED,
                    Optional.empty(),
                    "Different clients use its id, but no incident is opened, because "
                            + block.get().text() + ".");
            return device;
        }
        String id = Announcement.newId(
                Announcement.key(IncidentKind.CONFLICT, client.value()), turn.now(), data.sequence());
        Ticket ticket = Announcement.opened(
                turn,
                Announcement.draft(
                        id,
                        IncidentKind.CONFLICT,
                        client.value(),
                        Optional.of(device.lately().takeOvers().get(0)),
                        turn.now()),
                facts(device, count, groups.of(data), false).with(data.extra()).ofClass(data.deviceClass()));
        turn.mark(client, Overlay.CONFLICT, true);
        turn.decide(client, Decision.What.OPENED, Optional.of(id), "An incident was opened: " + ticket.title() + ".");
        return device.withConflict(Optional.of(ticket));
    }

    /** There were no take-overs for a while. */
    DeviceCase quiet(Turn turn, DeviceCase device) {
        turn.mark(device.client(), Overlay.CONFLICT, false);
        return end(turn, device, "quiet", "no take-overs for " + Words.length(policy.window()));
    }

    /**
     * Resolves the incident about different clients using its id.
     *
     * @param why in words
     */
    DeviceCase end(Turn turn, DeviceCase device, String resolution, String why) {
        Ticket ticket = device.conflict().orElseThrow();
        Announcement.resolved(
                turn, ticket, facts(device, device.lately().takeOvers().size(), Optional.empty(), true), resolution);
        turn.decide(
                device.client(),
                Decision.What.RESOLVED,
                Optional.of(ticket.id()),
                "The incident about different clients using its id was resolved: " + why + ".");
        return device.withConflict(Optional.empty()).with(device.lately().withTakeOvers(List.of()));
    }

    private IncidentFacts facts(DeviceCase device, int takeOvers, Optional<String> group, boolean over) {
        return IncidentFacts.of(
                device.client(),
                Severity.WARNING,
                Words.conflict(device.client(), takeOvers, policy.window(), over),
                Optional.empty(),
                group,
                false,
                Optional.of(Cause.TAKEOVER),
                Optional.of(Reason.DUPLICATE_CLIENTID.name()),
                Optional.of(Advice.on(Cause.TAKEOVER)
                        + Words.parties(device.lately().parties())));
    }

    private static boolean differ(List<Party> parties) {
        for (int i = 0; i < parties.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (parties.get(i).differsFrom(parties.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }
}
