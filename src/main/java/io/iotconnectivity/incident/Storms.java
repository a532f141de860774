package io.iotconnectivity.incident;

import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Advice;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Manages the incidents of groups. A storm counts its members without listing them, so one of ten thousand costs no
 * more than one of ten.
 */
final class Storms {
    private final IncidentPolicy.Storms policy;
    private final Duration updateEvery;
    private final Duration flapWindow;
    private final Escalations escalations;
    private final Set<ExtraField> routed;
    private final StormCounting counting;
    private final Blocks blocks;
    private final OwnIncidents own;
    private final CaseDeadlines deadlines;
    private final GroupFlaps flaps;

    Storms(
            IncidentPolicy policy,
            Escalations escalations,
            StormCounting counting,
            Blocks blocks,
            OwnIncidents own,
            CaseDeadlines deadlines,
            GroupFlaps flaps) {
        this.policy = policy.storms();
        this.updateEvery = policy.updateEvery();
        this.flapWindow = policy.flapping().window();
        this.escalations = escalations;
        this.routed = policy.routed();
        this.counting = counting;
        this.blocks = blocks;
        this.own = own;
        this.deadlines = deadlines;
        this.flaps = flaps;
    }

    /**
     * A device dropped, perhaps together with many others and not for the first time.
     *
     * @param sequence the number of the event about the drop
     */
    void dropped(Turn turn, ClientId client, Drops.Place place, Instant at, long sequence) {
        flaps.dropped(turn, client, place, at, sequence).ifPresent(group -> put(turn, group));
    }

    /** Adds a device's trouble to the storm of its group, if there is one or must be one. */
    Optional<DeviceCase> take(Turn turn, DeviceCase device) {
        return counting.of(device.client(), device.trouble().orElseThrow(), turn.now())
                .flatMap(place -> take(turn, device, place));
    }

    private Optional<DeviceCase> take(Turn turn, DeviceCase device, Drops.Place place) {
        String name = place.counted();
        Drops drops = turn.cases().drops();
        GroupCase group = turn.cases().group(name);
        if (group.storm().isPresent()) {
            drops.back(device.client());
            return Optional.of(join(turn, group, device));
        }
        drops.decided(place, device.client(), Drops.Stage.OPEN, turn.now());
        if (drops.most(name) < policy.threshold()) {
            return Optional.empty();
        }
        List<ClientId> together = drops.together(name, device.client(), turn.now()).stream()
                .filter(client -> client.equals(device.client())
                        || blocks.of(turn, client, Optional.empty(), drops.groupOf(client))
                                .isEmpty())
                .toList();
        return together.size() < policy.threshold()
                ? Optional.empty()
                : Optional.of(open(turn, group, device, place, together));
    }

    private DeviceCase open(Turn turn, GroupCase group, DeviceCase first, Drops.Place place, List<ClientId> together) {
        Drops drops = turn.cases().drops();
        Trouble trouble = first.trouble().orElseThrow();
        String id = Announcement.newId(Announcement.key(IncidentKind.GROUP, group.name()), turn.now(), first.begins());
        Ticket draft = Announcement.draft(id, IncidentKind.GROUP, group.name(), trouble.since(), turn.now());
        Storm storm = Storm.begins(draft, first.client().value(), trouble, place.shared(), routed, turn.now());
        List<DeviceCase> merged = new ArrayList<>();
        for (ClientId client : together) {
            if (!client.equals(first.client()) && drops.isOpen(client)) {
                DeviceCase other = turn.cases().device(client);
                if (other.ticket().isPresent()) {
                    merged.add(other);
                    storm = storm.joinedBy(client.value(), other.trouble().orElseThrow(), true, routed, turn.now());
                    drops.back(client);
                }
            }
        }
        drops.back(first.client());
        IncidentFacts facts = facts(turn, group.name(), storm);
        storm = storm.told(Announcement.opened(turn, draft, facts), facts.extra());
        turn.decide(
                first.client(),
                Decision.What.OPENED,
                Optional.of(id),
                "An incident of its group was opened, because " + together.size() + " devices dropped within "
                        + Words.length(policy.window()) + ": " + storm.ticket().title() + ".");
        for (DeviceCase other : merged) {
            own.merge(turn, other, id, "its group has a storm");
            turn.cases()
                    .put(deadlines.set(
                            other.uncovered(other.trouble().orElseThrow()).withStorm(group.name(), id)));
        }
        put(turn, group.with(storm));
        return first.withStorm(group.name(), id);
    }

    private DeviceCase join(Turn turn, GroupCase group, DeviceCase device) {
        Storm storm = group.storm().orElseThrow();
        Trouble trouble = device.trouble().orElseThrow();
        String id = storm.ticket().id();
        boolean anew =
                device.past().filter(past -> past.incidentId().equals(id)).isEmpty();
        Storm after = storm.joinedBy(device.client().value(), trouble, anew, routed, turn.now());
        // Whoever wants only some classes, or sites, learns of it from this.
        boolean wider = !after.classes().equals(storm.classes())
                || !after.extra().values().equals(storm.extra().values());
        put(turn, group.with(tell(turn, group.name(), after, wider)));
        turn.decide(
                device.client(),
                Decision.What.JOINED,
                Optional.of(id),
                "Its outage, " + Words.why(trouble.reason(), trouble.cause())
                        + ", is part of the open incident of its group: "
                        + storm.ticket().title() + ".");
        return device.withStorm(group.name(), id);
    }

    /** A member is well again, or something else reports it; returns the id of the storm, if it continues. */
    Optional<String> leave(Turn turn, String name) {
        GroupCase group = turn.cases().group(name);
        group.storm().ifPresent(storm -> put(turn, group.with(tell(turn, name, storm.leftByOne(turn.now())))));
        return group.storm().map(storm -> storm.ticket().id());
    }

    /** Merges a storm into another incident, if that one now reports all of its members. */
    void mergeIfEmpty(Turn turn, String name, String into) {
        GroupCase group = turn.cases().group(name);
        Optional<Storm> empty = group.storm()
                .filter(storm -> storm.down() == 0 && turn.cases().drops().waiting(name) == 0);
        if (empty.isPresent()) {
            Storm storm = empty.get();
            Announcement.merged(turn, storm.ticket(), over(turn, storm, 0), into);
            put(turn, group.withoutStorm());
        }
    }

    /** The trouble of a member has become more severe. */
    void raise(Turn turn, String name, Severity severity) {
        GroupCase group = turn.cases().group(name);
        group.storm()
                .filter(storm -> storm.severity().compareTo(severity) < 0)
                .ifPresent(storm -> put(turn, group.with(tell(turn, name, storm.raisedTo(severity)))));
    }

    /** More is known about a member. Whoever is to be told of it is told at once. */
    void learned(Turn turn, String name, Map<String, Extra> known) {
        GroupCase group = turn.cases().group(name);
        if (group.storm().isEmpty()) {
            return;
        }
        Storm storm = group.storm().get();
        Storm after = storm.knowing(known, routed);
        boolean wider = !after.extra().values().equals(storm.extra().values());
        put(turn, group.with(wider ? tell(turn, name, after, true) : after));
    }

    /** It was found what the devices of an open storm have in common; it is told at once. */
    void compared(Turn turn, String name, String incidentId, Optional<Common> common) {
        GroupCase group = turn.cases().group(name);
        group.storm()
                .filter(storm -> storm.ticket().id().equals(incidentId)
                        && !storm.common().equals(common))
                .ifPresent(storm -> put(turn, group.with(tell(turn, name, storm.sharing(common), true))));
    }

    /** Whether the group has a storm now. */
    boolean isOpen(Turn turn, String name) {
        return turn.cases().group(name).storm().isPresent();
    }

    /**
     * Whether one more device of the group may be reported as flapping. A whole flapping group would cause a flood.
     */
    boolean mayFlap(Turn turn, String name) {
        GroupCase group = turn.cases().group(name);
        Instant now = turn.now();
        GroupCase.Flaps before = group.flaps()
                .filter(flaps -> now.isBefore(flaps.since().plus(flapWindow)))
                .orElse(new GroupCase.Flaps(0, now));
        if (before.count() >= policy.threshold()) {
            return false;
        }
        put(turn, group.with(Optional.of(new GroupCase.Flaps(before.count() + 1, before.since()))));
        return true;
    }

    /** Processes what is due for a group; returns the members to hand over, if its storm has ended. */
    List<ClientId> due(Turn turn, String name) {
        GroupCase group = turn.cases().group(name);
        Instant now = turn.now();
        if (group.flaps()
                .filter(flaps -> !now.isBefore(flaps.since().plus(flapWindow)))
                .isPresent()) {
            group = group.with(Optional.<GroupCase.Flaps>empty());
        }
        group = flaps.due(turn, group);
        List<ClientId> left = List.of();
        if (group.storm().isPresent()) {
            Storm storm = group.storm().get();
            boolean calm = isNearlyOver(storm.down())
                    && !now.isBefore(storm.changedAt().plus(policy.window()));
            Drops drops = turn.cases().drops();
            boolean over = calm && isNearlyOver(storm.down() + drops.waiting(name));
            Instant read = storm.changedAt().plus(policy.window()).plus(drops.delay(now));
            if (over && now.isBefore(read)) {
                // More drops of it may wait to be read.
                Storm goesOn = hasNews(turn, storm) ? tell(turn, name, storm) : storm;
                put(turn, group.with(goesOn), earlier(read, now.plus(policy.window())));
                return left;
            }
            if (over) {
                left = turn.cases().stormMembers(name);
                close(turn, storm, left.size());
                group = group.withoutStorm();
            } else {
                Storm goesOn = calm ? storm.notCalmBefore(now) : storm;
                group = group.with(hasNews(turn, goesOn) ? tell(turn, name, goesOn) : goesOn);
            }
        }
        put(turn, group);
        return left;
    }

    private boolean hasNews(Turn turn, Storm storm) {
        return storm.untold() || isRaised(turn, storm);
    }

    /** Whether it is more severe than announced. */
    private boolean isRaised(Turn turn, Storm storm) {
        return storm.ticket()
                .severity()
                .filter(told -> told.compareTo(severity(turn, storm)) < 0)
                .isPresent();
    }

    private Severity severity(Turn turn, Storm storm) {
        return escalations.raised(
                storm.classes(), storm.severity(), storm.ticket().openedAt(), turn.now());
    }

    private void close(Turn turn, Storm storm, int left) {
        Announcement.resolved(turn, storm.ticket(), over(turn, storm, left), left > 0 ? "handed over" : "recovered");
    }

    private IncidentFacts over(Turn turn, Storm storm, int left) {
        return new IncidentFacts(
                        Optional.of(severity(turn, storm)),
                        Words.title(storm, left, storm.joined(), true),
                        storm.ticket().since(),
                        storm.group(),
                        storm.joined(),
                        left,
                        storm.devices(),
                        storm.cause(),
                        storm.reason(),
                        storm.cause().map(Advice::on))
                .with(storm.classes())
                .with(storm.extra().common(), storm.extra().byRoute())
                .sharing(storm.common());
    }

    private Storm tell(Turn turn, String name, Storm storm) {
        return tell(turn, name, storm, false);
    }

    /**
     * @param atOnce whether there is news that must not wait
     */
    private Storm tell(Turn turn, String name, Storm storm, boolean atOnce) {
        Ticket ticket = storm.ticket();
        if (!atOnce
                && !isRaised(turn, storm)
                && turn.now().isBefore(ticket.toldAt().plus(updateEvery))) {
            return storm;
        }
        IncidentFacts facts = facts(turn, name, storm);
        boolean isNews = atOnce || ticket.differs(facts) || storm.extra().isNews(facts.extra());
        return isNews
                ? storm.told(Announcement.updated(turn, ticket, facts), facts.extra())
                : storm.told(ticket, facts.extra());
    }

    /** Devices in their grace period are included: most of them will be part of it soon. */
    private IncidentFacts facts(Turn turn, String name, Storm storm) {
        Drops drops = turn.cases().drops();
        int waiting = drops.waiting(name);
        int ever = storm.joined() + waiting;
        int down = storm.down() + waiting;
        Set<String> devices = new LinkedHashSet<>(storm.devices());
        for (ClientId client : drops.waiting(name, IncidentData.MOST_DEVICES)) {
            if (devices.size() < IncidentData.MOST_DEVICES) {
                devices.add(client.value());
            }
        }
        return new IncidentFacts(
                        Optional.of(severity(turn, storm)),
                        Words.title(storm, down, ever, false),
                        storm.ticket().since(),
                        storm.group(),
                        ever,
                        down,
                        List.copyOf(devices),
                        storm.cause(),
                        storm.reason(),
                        storm.cause().map(Advice::on))
                .with(storm.classes())
                // Of those in their grace period it is not known yet.
                .with(
                        waiting == 0 ? storm.extra().common() : Map.of(),
                        storm.extra().byRoute())
                .sharing(storm.common());
    }

    private boolean isNearlyOver(int down) {
        return down <= policy.threshold() / 2;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private void put(Turn turn, GroupCase group) {
        put(turn, group, Instant.MIN);
    }

    /**
     * @param notBefore when the storm may be over at the earliest
     */
    private void put(Turn turn, GroupCase group, Instant notBefore) {
        Optional<Instant> told = group.storm()
                .filter(Storm::untold)
                .map(storm -> storm.ticket().toldAt().plus(updateEvery));
        Optional<Instant> raised =
                group.storm().flatMap(storm -> escalations.next(storm.classes(), storm.ticket(), storm.severity()));
        Optional<Instant> calm = group.storm()
                .filter(storm -> isNearlyOver(storm.down()))
                .map(storm -> storm.changedAt().plus(policy.window()))
                .map(over -> over.isBefore(notBefore) ? notBefore : over);
        Optional<Instant> cap = group.flaps().map(since -> since.since().plus(flapWindow));
        turn.cases()
                .put(group.withDeadline(Stream.of(told, raised, calm, cap, flaps.deadline(group))
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo)));
    }
}
