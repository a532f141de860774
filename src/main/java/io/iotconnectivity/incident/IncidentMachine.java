package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.DeviceCase.Heard;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides which incidents there are. Pure: the same arguments and cases give the same result, and nothing else happens.
 *
 * <p>A trouble of a device that is worth an incident is told of by exactly one: its own, that of its group, or that the device
 * comes and goes; or it is held back while something suppresses it. Each incident that is opened is resolved once.
 */
public final class IncidentMachine {
    private final IncidentPolicy policy;
    private final Groups groups;
    private final StormCounting counting;
    private final CaseDeadlines deadlines;
    private final OwnIncidents own;
    private final Storms storms;
    private final Outages outages;
    private final Flapping flapping;
    private final Conflicts conflicts;
    private final Refusals refusals;
    private final Memory memory;

    public IncidentMachine(IncidentPolicy policy) {
        this.policy = policy;
        this.groups = new Groups(policy.grouping());
        this.counting = new StormCounting(policy.storms().exempt());
        this.own = new OwnIncidents(policy.updateEvery());
        this.deadlines = new CaseDeadlines(policy, own);
        Blocks blocks = new Blocks(policy.suppressions());
        this.storms = new Storms(policy, counting, blocks, own, deadlines, new GroupFlaps(policy, blocks));
        this.outages = new Outages(
                groups,
                counting,
                blocks,
                own,
                storms,
                new Takeovers(policy.suppressions(), counting, blocks, own, storms, deadlines));
        this.flapping = new Flapping(policy.flapping(), groups, counting, blocks, own, storms);
        this.conflicts = new Conflicts(policy.conflict(), groups, blocks);
        this.refusals = new Refusals(policy.credentials(), groups, outages);
        this.memory = new Memory(policy, groups, counting);
    }

    /** Takes in an event of a device, as the presence machine has made it; one that is about an incident changes nothing. */
    public Outcome on(Event event, Cases cases, Instant now) {
        if (event.device().isEmpty()) {
            return Outcome.NONE;
        }
        DeviceData data = event.device().get();
        DeviceCase stored = cases.device(new ClientId(data.clientId()));
        if (stored.heard().filter(heard -> data.sequence() <= heard.sequence()).isPresent()) {
            return Outcome.NONE;
        }
        Turn turn = new Turn(cases, now);
        DeviceCase before = memory.fresh(stored, cases, now);
        DeviceCase after = take(turn, before, event.type(), data);
        if (!after.equals(before)) {
            after = after.withHeard(Optional.of(new Heard(data.sequence(), now)));
        }
        put(cases, stored, after);
        return turn.done();
    }

    private DeviceCase take(Turn turn, DeviceCase device, EventType type, DeviceData data) {
        return switch (type) {
            case DEVICE_OFFLINE, DEVICE_STALE -> outages.announced(turn, device, data);
            case DEVICE_ONLINE -> outages.recovered(turn, device);
            case DEVICE_DIAGNOSED -> outages.diagnosed(turn, device, data);
            case DEVICE_REJECTED -> refusals.refused(turn, device, data);
            case DEVICE_SIGNAL -> signalled(turn, device, data);
            case DEVICE_FLAPPING,
                    DEVICE_STEADY,
                    DEVICE_CONFLICT,
                    INCIDENT_OPENED,
                    INCIDENT_UPDATED,
                    INCIDENT_RESOLVED -> device;
        };
    }

    private DeviceCase signalled(Turn turn, DeviceCase device, DeviceData data) {
        DeviceCase after = device;
        if (data.state() == Verdict.ONLINE && data.previousState() != Verdict.ONLINE) {
            turn.cases().drops().back(device.client());
        } else if (data.state() == Verdict.SUSPECT && data.previousState() != Verdict.SUSPECT) {
            after = dropped(turn, after, data);
        }
        SignalData signal = data.signal().orElse(null);
        if (signal == null) {
            return after;
        }
        if (Conflicts.isTakeOver(signal)) {
            after = conflicts.takenOver(turn, after, data, signal);
        } else if (signal.kind().equals("connected")) {
            after = conflicts.connected(turn, after, data, signal);
            if (signal.current() && data.state() == Verdict.ONLINE) {
                after = refusals.connected(turn, after);
            }
        }
        return after;
    }

    private DeviceCase dropped(Turn turn, DeviceCase device, DeviceData data) {
        Optional<Drops.Place> place = counting.of(device.client(), data.cause(), groups.of(data));
        DeviceCase after = flapping.dropped(turn, device, data, place);
        // One whose outage is told of already has nothing new to tell to its group.
        if (place.isPresent() && after.trouble().isEmpty() && after.flapping().isEmpty()) {
            turn.cases().drops().dropped(place.get(), device.client(), turn.now());
        }
        return after;
    }

    /** The deadline of a device's case has come. */
    public Outcome due(ClientId client, Cases cases, Instant now) {
        Turn turn = new Turn(cases, now);
        DeviceCase before = cases.device(client);
        DeviceCase after = before;
        if (isDue(deadlines.endOfConflict(after), now)) {
            after = conflicts.quiet(turn, after);
        }
        if (isDue(deadlines.endOfFlapping(after), now)) {
            after = flapping.steady(turn, after);
            if (after.trouble().isPresent()) {
                after = outages.cover(turn, after, true);
            }
        }
        if (isDue(deadlines.endOfRefusals(after), now)) {
            after = refusals.quiet(turn, after, cases.verdict(client));
        }
        if (isDue(after.held().map(Held::recheck), now)) {
            after = outages.recheck(turn, after);
        }
        if (isDue(own.nextTold(after), now)) {
            after = own.tell(turn, after);
        }
        put(cases, before, after);
        return turn.done();
    }

    /** The deadline of a group's case has come. */
    public Outcome due(String group, Cases cases, Instant now) {
        Turn turn = new Turn(cases, now);
        Optional<String> storm =
                cases.group(group).storm().map(open -> open.ticket().id());
        List<ClientId> left = storms.due(turn, group);
        for (ClientId client : left) {
            DeviceCase member = cases.device(client);
            if (member.trouble().isEmpty()) {
                continue;
            }
            put(cases, member, outages.handOver(turn, member, storm.orElseThrow()));
        }
        return turn.done();
    }

    /** One of our own sources is blind, or sees again. To be told again as often as one likes. */
    public Outcome sighted(Sight sight, Cases cases, Instant now) {
        Turn turn = new Turn(cases, now);
        Blindness.sighted(turn, sight);
        return turn.done();
    }

    private void put(Cases cases, DeviceCase before, DeviceCase after) {
        DeviceCase complete = deadlines.set(after);
        if (!complete.equals(before)) {
            cases.put(complete);
        }
    }

    private static boolean isDue(Optional<Instant> deadline, Instant now) {
        return deadline.filter(at -> !now.isBefore(at)).isPresent();
    }

    /**
     * Has a device counted that dropped before a restart, in the order of the drops.
     *
     * @param presence as it is stored
     */
    public void recall(Presence presence, Drops drops) {
        memory.recall(presence, drops);
    }

    /** The group that a device belongs to now, as far as what is held of it tells. */
    public Optional<String> group(Presence presence) {
        return hasGroups() ? groups.of(Memory.data(presence)) : Optional.empty();
    }

    /** Whether the settings put devices into groups. */
    public boolean hasGroups() {
        return policy.grouping() != Grouping.NONE;
    }

    /** An empty record of drops, of the length that this machine looks back. */
    public Drops noDrops() {
        Duration window = policy.storms().window();
        Duration parents = Takeovers.BEFORE.plus(Drops.LONGEST_WAIT);
        boolean longer = policy.suppressions().hasDependencies() && window.compareTo(parents) < 0;
        return new Drops(window, longer ? parents : window);
    }
}
