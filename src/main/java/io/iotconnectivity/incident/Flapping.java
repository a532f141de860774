package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Overlay;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Detects devices that repeatedly connect and disconnect. Between the two thresholds nothing changes (hysteresis), so a
 * device at the edge does not toggle.
 */
final class Flapping {
    /** Drops with these causes do not indicate an unstable device. */
    private static final Set<Cause> EXPECTED = Set.of(Cause.PLANNED, Cause.OPERATOR, Cause.TAKEOVER, Cause.AWS);

    private static final String ADVICE =
            "Look at signal strength, power and keep-alive; two devices that share a client id look like this, too.";

    private final IncidentPolicy.Flapping policy;
    private final Groups groups;
    private final StormCounting counting;
    private final Blocks blocks;
    private final OwnIncidents own;
    private final Storms storms;

    Flapping(
            IncidentPolicy.Flapping policy,
            Groups groups,
            StormCounting counting,
            Blocks blocks,
            OwnIncidents own,
            Storms storms) {
        this.policy = policy;
        this.groups = groups;
        this.counting = counting;
        this.blocks = blocks;
        this.own = own;
        this.storms = storms;
    }

    /**
     * The device dropped.
     *
     * @param place where the drop counts toward a storm; empty if it does not
     */
    DeviceCase dropped(Turn turn, DeviceCase device, DeviceData data, Optional<Drops.Place> place) {
        if (data.cause().filter(EXPECTED::contains).isPresent()) {
            return device;
        }
        Instant at = when(turn, data);
        place.ifPresent(counted -> storms.dropped(turn, device.client(), counted, at, data.sequence()));
        // Drops of many devices together belong to the group.
        Predicate<Instant> isOfMany =
                place.isPresent() ? turn.cases().group(place.get().counted())::isInCrowd : drop -> false;
        List<Instant> before =
                device.lately().drops().stream().filter(isOfMany.negate()).toList();
        List<Instant> drops = isOfMany.test(at) ? before : Lately.with(before, at, policy.threshold());
        DeviceCase after = device.with(device.lately().withDrops(drops));
        int count = within(drops, turn.now());
        // Conflicting clients leave a will at every take-over, which is already reported.
        if (device.flapping().isPresent() || device.conflict().isPresent() || count < policy.threshold()) {
            return after;
        }
        boolean first = within(before, turn.now()) < policy.threshold();
        return begin(turn, after, data, count, first);
    }

    /** When the device dropped. */
    static Instant when(Turn turn, DeviceData data) {
        return data.signal().map(SignalData::at).or(data::since).orElse(turn.now());
    }

    private int within(List<Instant> drops, Instant now) {
        return Lately.within(drops, policy.window(), now).size();
    }

    private DeviceCase begin(Turn turn, DeviceCase device, DeviceData data, int count, boolean first) {
        ClientId client = device.client();
        Optional<String> group = groups.of(data);
        Optional<Suppression> block = blocks.of(turn, client, data.deviceClass(), group);
        if (block.isPresent()) {
            if (first) {
                turn.decide(
                        client,
                        Decision.What.SUPPRESSED,
                        Optional.empty(),
                        "It is flapping, but no incident is opened, because "
                                + block.get().text() + ".");
            }
            return device;
        }
        boolean covered = counting.of(client, data.deviceClass(), data.cause(), group, turn.now())
                .filter(place -> storms.isOpen(turn, place.counted()))
                .isPresent();
        if (covered
                || !storms.mayFlap(
                        turn, StormCounting.place(data.cause(), group).counted())) {
            if (first) {
                turn.decide(
                        client,
                        Decision.What.NOTHING,
                        Optional.empty(),
                        "It is flapping, and so are others of its group, so no incident is opened for it alone.");
            }
            return device;
        }
        String id = Announcement.newId(
                Announcement.key(IncidentKind.FLAPPING, client.value()), turn.now(), data.sequence());
        Ticket ticket = Announcement.opened(
                turn,
                Announcement.draft(
                        id,
                        IncidentKind.FLAPPING,
                        client.value(),
                        Optional.of(device.lately().drops().get(0)),
                        turn.now()),
                facts(device, count, group, data.cause(), data.reason(), false)
                        .with(data.extra())
                        .ofClass(data.deviceClass()));
        turn.mark(client, Overlay.FLAPPING, true);
        turn.decide(
                client,
                Decision.What.OPENED,
                Optional.of(id),
                "An incident was opened: " + ticket.title() + ". Single outages are part of it until it is steady.");
        turn.cases().drops().back(client);
        DeviceCase alone = device;
        if (device.ticket().isPresent()) {
            own.merge(turn, device, id, "it is flapping");
        }
        device.storm().ifPresent(joined -> storms.leave(turn, joined));
        if (device.trouble().isPresent()) {
            alone = device.uncovered(device.trouble().get());
        }
        return alone.withFlapping(Optional.of(ticket));
    }

    /** Few enough drops are left in the window. */
    DeviceCase steady(Turn turn, DeviceCase device) {
        int count = within(device.lately().drops(), turn.now());
        turn.mark(device.client(), Overlay.FLAPPING, false);
        return end(turn, device, "steady", "it " + Words.dropped(count, policy.window()));
    }

    /**
     * Resolves its flapping incident.
     *
     * @param why in words
     */
    DeviceCase end(Turn turn, DeviceCase device, String resolution, String why) {
        Ticket ticket = device.flapping().orElseThrow();
        int count = within(device.lately().drops(), turn.now());
        Optional<String> group = device.trouble().flatMap(Trouble::group);
        Announcement.resolved(
                turn,
                ticket,
                facts(
                                device,
                                Math.max(count, device.lately().drops().size()),
                                group,
                                Optional.empty(),
                                Optional.empty(),
                                true)
                        .ofClass(device.trouble().flatMap(Trouble::deviceClass)),
                resolution);
        turn.decide(
                device.client(),
                Decision.What.RESOLVED,
                Optional.of(ticket.id()),
                "Its flapping incident was resolved: " + why + ".");
        return device.withFlapping(Optional.empty());
    }

    private IncidentFacts facts(
            DeviceCase device,
            int drops,
            Optional<String> group,
            Optional<Cause> cause,
            Optional<String> reason,
            boolean over) {
        return IncidentFacts.of(
                device.client(),
                Severity.WARNING,
                Words.flapping(device.client(), drops, policy.window(), over),
                Optional.empty(),
                group,
                over ? device.trouble().isPresent() : true,
                cause,
                reason,
                Optional.of(ADVICE));
    }
}
