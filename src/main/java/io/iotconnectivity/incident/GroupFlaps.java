package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.GroupCase.Crowd;
import io.iotconnectivity.incident.GroupCase.GroupFlapping;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Detects groups that flap as a whole: as many devices as make a storm drop together, as often as a flapping device
 * drops. Such drops belong to the group and do not indicate that its devices are unstable.
 */
final class GroupFlaps {
    private static final String ADVICE =
            "They drop together: look at what they share, such as the uplink, the power, an access point or a proxy.";

    private final IncidentPolicy.Flapping policy;
    private final int crowd;
    private final Blocks blocks;

    GroupFlaps(IncidentPolicy policy, Blocks blocks) {
        this.policy = policy.flapping();
        this.crowd = policy.storms().threshold();
        this.blocks = blocks;
    }

    /**
     * A device dropped.
     *
     * @param place where the drop counts
     * @param at the time of its own event
     * @param sequence the number of the event
     * @return the group with this drop, if it changes anything; its deadline is not set yet
     */
    Optional<GroupCase> dropped(Turn turn, ClientId client, Drops.Place place, Instant at, long sequence) {
        String name = place.counted();
        Gatherings gatherings = turn.cases().drops().gatherings();
        Optional<Gatherings.Found> found = gatherings.dropped(name, client, at, turn.now(), crowd);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        GroupCase before = turn.cases().group(name);
        if (!found.get().anew() && isInLatest(before, at)) {
            return Optional.empty();
        }
        GroupCase group = before.with(found.get().crowd(), found.get().anew(), policy.threshold());
        int times = within(group.crowds(), turn.now()).size();
        boolean begins = found.get().anew() && group.flapping().isEmpty() && times >= policy.threshold();
        return Optional.of(begins ? begin(turn, group, client, place, times, sequence) : group);
    }

    private static boolean isInLatest(GroupCase group, Instant drop) {
        List<Crowd> crowds = group.crowds();
        return !crowds.isEmpty() && crowds.get(crowds.size() - 1).holds(drop);
    }

    private GroupCase begin(Turn turn, GroupCase group, ClientId client, Drops.Place place, int times, long sequence) {
        Optional<Suppression> block = blocks.of(turn, client, Optional.empty(), place.group());
        if (block.isPresent()) {
            turn.decide(
                    client,
                    Decision.What.SUPPRESSED,
                    Optional.empty(),
                    "Its group is flapping, but no incident is opened, because "
                            + block.get().text() + ".");
            return group;
        }
        Gatherings gatherings = turn.cases().drops().gatherings();
        String about = Dependency.GROUP + group.name();
        String id =
                Announcement.newId(Announcement.key(IncidentKind.FLAPPING, about), turn.now(), client + "/" + sequence);
        Optional<Instant> since =
                within(group.crowds(), turn.now()).stream().map(Crowd::from).min(Instant::compareTo);
        Ticket draft = Announcement.draft(id, IncidentKind.FLAPPING, about, since, turn.now());
        GroupFlapping flapping = new GroupFlapping(
                draft,
                place.shared(),
                gatherings.some(group.name(), IncidentData.MOST_DEVICES),
                gatherings.count(group.name()));
        Ticket ticket = Announcement.opened(turn, draft, facts(flapping, times, false));
        turn.decide(
                client,
                Decision.What.OPENED,
                Optional.of(id),
                "An incident of its group was opened: " + ticket.title()
                        + ". Drops of so many devices together count for the group, not for each device.");
        return group.withFlapping(
                Optional.of(new GroupFlapping(ticket, flapping.group(), flapping.devices(), flapping.count())));
    }

    /** Forgets what is over; the deadline is not set yet. */
    GroupCase due(Turn turn, GroupCase group) {
        List<Crowd> left = within(group.crowds(), turn.now());
        if (group.flapping().isEmpty()) {
            return group.with(left);
        }
        if (left.size() > policy.clear()) {
            return group;
        }
        GroupFlapping flapping = group.flapping().get();
        Announcement.resolved(
                turn,
                flapping.ticket(),
                facts(flapping, Math.max(left.size(), group.crowds().size()), true),
                "steady");
        return group.withFlapping(Optional.empty()).with(left);
    }

    /** When the flapping may be over. */
    Optional<Instant> deadline(GroupCase group) {
        Stream<Instant> ends = group.crowds().stream().map(Crowd::to).sorted();
        if (group.flapping().isEmpty()) {
            return ends.findFirst().map(to -> to.plus(policy.window()));
        }
        // The earliest time at which enough crowds can be over, whatever the order in which they were learned.
        return ends.skip(Math.max(0, group.crowds().size() - 1 - policy.clear()))
                .findFirst()
                .map(to -> to.plus(policy.window()));
    }

    private List<Crowd> within(List<Crowd> crowds, Instant now) {
        Instant begin = now.minus(policy.window());
        return crowds.stream().filter(crowd -> begin.isBefore(crowd.to())).toList();
    }

    private IncidentFacts facts(GroupFlapping flapping, int times, boolean over) {
        return new IncidentFacts(
                Optional.of(Severity.WARNING),
                Words.flapping(flapping.group(), flapping.count(), times, policy.window(), over),
                Optional.empty(),
                flapping.group(),
                flapping.count(),
                0,
                flapping.devices(),
                Optional.<Cause>empty(),
                Optional.empty(),
                Optional.of(ADVICE));
    }
}
