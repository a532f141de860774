package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Merges the incidents of children into that of a parent that turns out to be away as well, so it makes no difference
 * whose loss is noticed first.
 */
final class Takeovers {
    /**
     * How much earlier than its parent a child may be lost, because their keep-alives differ; by the times of the
     * drops.
     */
    static final Duration BEFORE = Duration.ofMinutes(5);

    /** The most children merged at once; the others keep their incidents, so that one step stays short. */
    private static final int MOST = 1000;

    private final Blocks blocks;
    private final StormCounting counting;
    private final OwnIncidents own;
    private final Storms storms;
    private final CaseDeadlines deadlines;
    private final Suppressions suppressions;

    Takeovers(
            Suppressions suppressions,
            StormCounting counting,
            Blocks blocks,
            OwnIncidents own,
            Storms storms,
            CaseDeadlines deadlines) {
        this.suppressions = suppressions;
        this.counting = counting;
        this.blocks = blocks;
        this.own = own;
        this.storms = storms;
        this.deadlines = deadlines;
    }

    /**
     * An incident now reports the device's trouble: the device may be a child to merge later, and a parent to merge
     * into.
     */
    void covered(Turn turn, DeviceCase device) {
        Optional<String> incident = incident(turn, device);
        Trouble trouble = device.trouble().orElseThrow();
        if (incident.isEmpty() || !trouble.isOutage()) {
            return;
        }
        Instant since = trouble.since().orElse(turn.now());
        turn.cases()
                .drops()
                .dependants()
                .away(device.client(), suppressions.parents(device.client()), forgotten(turn.now()), turn.now());
        String name = device.client().value();
        takeOver(turn, name, since, incident.get(), device.client() + ", which it depends on, is away");
        device.storm()
                .filter(group -> isBegunBy(turn, group, name))
                .ifPresent(group -> takeOver(
                        turn,
                        Dependency.GROUP + group,
                        since,
                        incident.get(),
                        "the group " + Printable.of(group) + ", which it depends on, has a storm"));
    }

    /** Only the first device of a storm merges for all of it: thousands may join at the same moment. */
    private static boolean isBegunBy(Turn turn, String group, String client) {
        return turn.cases()
                .group(group)
                .storm()
                .filter(storm -> storm.ticket().openedAt().equals(turn.now()))
                .filter(storm -> storm.devices().get(0).equals(client))
                .isPresent();
    }

    /** A parent's grace may be as long as that of any device. */
    static Instant forgotten(Instant away) {
        return away.plus(BEFORE).plus(Drops.LONGEST_WAIT);
    }

    private static Optional<String> incident(Turn turn, DeviceCase device) {
        return device.ticket()
                .map(Ticket::id)
                .or(() -> device.storm()
                        .flatMap(group -> turn.cases().group(group).storm())
                        .map(storm -> storm.ticket().id()))
                .or(() -> device.held().isPresent()
                        ? Optional.empty()
                        : device.flapping().map(Ticket::id));
    }

    private void takeOver(Turn turn, String parent, Instant since, String into, String why) {
        Set<String> left = new LinkedHashSet<>();
        for (ClientId client : turn.cases().drops().dependants().of(parent, MOST)) {
            DeviceCase child = turn.cases().device(client);
            boolean told = child.ticket().isPresent() || child.storm().isPresent();
            if (!told
                    || client.value().equals(parent)
                    || !isOf(child, since)
                    || incident(turn, child).equals(Optional.of(into))) {
                continue;
            }
            Trouble trouble = child.trouble().orElseThrow();
            Optional<Suppression> block = blocks.of(turn, client, trouble.deviceClass(), trouble.group());
            if (block.isPresent()) {
                child.storm().ifPresent(left::add);
                take(turn, child, block.get(), into, why);
            }
        }
        left.forEach(group -> storms.mergeIfEmpty(turn, group, into));
    }

    private static boolean isOf(DeviceCase child, Instant since) {
        return child.trouble()
                .filter(Trouble::isOutage)
                .flatMap(Trouble::since)
                .filter(began -> !began.isBefore(since.minus(BEFORE)))
                .isPresent();
    }

    private void take(Turn turn, DeviceCase child, Suppression block, String into, String why) {
        ClientId client = child.client();
        Trouble trouble = child.trouble().orElseThrow();
        if (child.ticket().isPresent()) {
            own.merge(turn, child, into, why);
        } else {
            storms.leave(turn, child.storm().orElseThrow());
            turn.decide(
                    client,
                    Decision.What.MERGED,
                    Optional.of(into),
                    "Its outage is now part of the incident " + into + " and no longer of that of its group, because "
                            + why + ".");
        }
        counting.held(turn, client, trouble);
        turn.cases().drops().dependants().back(client);
        turn.cases().put(deadlines.set(child.uncovered(trouble).with(Blocks.held(block, turn.now()))));
    }
}
