package io.iotconnectivity.incident;

import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Note;
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
 * Decides which incidents there are. A pure function: the same arguments and cases give the same result, without side
 * effects.
 *
 * <p>Each trouble of a device that is worth an incident is reported by exactly one: its own, that of its group, or its
 * flapping incident; or it is held back while something suppresses it. Each opened incident is resolved exactly once.
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
    private final Deafs deafs;
    private final Endings endings;
    private final Memory memory;
    private final Restoration restoration;

    public IncidentMachine(IncidentPolicy policy) {
        this.policy = policy;
        this.groups = new Groups(policy.grouping());
        this.counting = new StormCounting(policy.storms().exempt(), policy.classes());
        Escalations escalations = new Escalations(policy.escalation(), policy.classEscalations());
        this.own = new OwnIncidents(policy.updateEvery(), escalations, policy.classes(), policy.routed());
        this.deadlines = new CaseDeadlines(policy, own);
        Blocks blocks = new Blocks(policy.suppressions(), policy.classes());
        this.storms = new Storms(policy, escalations, counting, blocks, own, deadlines, new GroupFlaps(policy, blocks));
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
        this.deafs = new Deafs(groups, blocks);
        this.endings = new Endings(outages, flapping, conflicts, deafs);
        this.memory = new Memory(policy, groups, counting);
        this.restoration = new Restoration(policy, groups, deadlines);
    }

    /** Processes a device event of the presence machine; an event about an incident changes nothing. */
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
        if (!after.equals(before) && event.type() != EventType.DEVICE_FORGOTTEN) {
            after = after.withHeard(Optional.of(new Heard(data.sequence(), now)));
        }
        put(cases, stored, after);
        return turn.done();
    }

    private DeviceCase take(Turn turn, DeviceCase before, EventType type, DeviceData data) {
        DeviceCase device = deafs.told(turn, before, type, data);
        return switch (type) {
            case DEVICE_OFFLINE, DEVICE_STALE -> outages.announced(turn, device, data);
            case DEVICE_DEAF -> deafs.found(turn, device, data);
            case DEVICE_ONLINE -> outages.recovered(turn, device);
            case DEVICE_DIAGNOSED -> outages.diagnosed(turn, device, data);
            case DEVICE_REJECTED -> refusals.refused(turn, device, data);
            case DEVICE_SIGNAL -> signalled(turn, device, data);
            case DEVICE_RETIRED -> endings.retired(turn, device, data);
            case DEVICE_FORGOTTEN -> endings.forgotten(turn, device);
            case DEVICE_FLAPPING,
                    DEVICE_HEARING,
                    DEVICE_STEADY,
                    DEVICE_CONFLICT,
                    DEVICE_RETURNED,
                    DEVICE_NEVER_CONNECTED,
                    DEVICE_CUT_OFF,
                    INCIDENT_OPENED,
                    INCIDENT_UPDATED,
                    INCIDENT_NOTED,
                    INCIDENT_RESOLVED,
                    REPORT_MONTHLY -> device;
        };
    }

    private DeviceCase signalled(Turn turn, DeviceCase device, DeviceData data) {
        DeviceCase after = device;
        data.signal()
                .filter(signal ->
                        signal.kind().equals("connected") || signal.kind().equals("disconnected"))
                .ifPresent(signal -> turn.cases().drops().heard(signal.at(), turn.now()));
        if (data.state() == Verdict.ONLINE && data.previousState() != Verdict.ONLINE) {
            turn.cases().drops().back(device.client());
        } else if (data.state() == Verdict.SUSPECT
                && data.previousState() != Verdict.SUSPECT
                && data.expectedBack().isEmpty()) {
            after = dropped(turn, after, data);
        }
        SignalData signal = data.signal().orElse(null);
        if (signal == null) {
            return after;
        }
        if (signal.kind().equals(SignalData.ENRICHED)) {
            return outages.learned(turn, after, data);
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
        Optional<Drops.Place> place =
                counting.of(device.client(), data.deviceClass(), data.cause(), groups.of(data), turn.now());
        DeviceCase after = flapping.dropped(turn, device, data, place);
        // A device whose outage is already reported has no news for its group.
        if (place.isPresent() && after.trouble().isEmpty() && after.flapping().isEmpty()) {
            turn.cases().drops().dropped(place.get(), device.client(), Flapping.when(turn, data), turn.now());
        }
        return after;
    }

    /** The deadline of a device's case is due. */
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
        if (isDue(CaseDeadlines.recheckOfDeafness(after), now)) {
            after = deafs.recheck(turn, after);
        }
        if (isDue(own.nextTold(after), now)) {
            after = own.tell(turn, after);
        }
        put(cases, before, after);
        return turn.done();
    }

    /** The deadline of a group's case is due. */
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

    /** A source has become blind or recovered. Idempotent. */
    public Outcome sighted(Sight sight, Cases cases, Instant now) {
        Turn turn = new Turn(cases, now);
        Blindness.sighted(turn, sight);
        return turn.done();
    }

    /** It was measured how a class of devices does against its objective for availability. Idempotent. */
    public Outcome measured(SloReading reading, Cases cases, Instant now) {
        Turn turn = new Turn(cases, now);
        Slos.measured(turn, reading);
        return turn.done();
    }

    /**
     * Somebody did something about an open incident. Every later event about it says so; nothing else changes.
     *
     * @param told the incident as of its latest event
     */
    public Outcome noted(Note note, IncidentData told, Cases cases, Instant now) {
        Turn turn = new Turn(cases, now);
        Notes.take(turn, told, note);
        return turn.done();
    }

    /**
     * It was found what the devices of an open incident of a group have in common that others have not. The incident
     * says so from now on; nothing else changes.
     *
     * @param common empty if nothing stands out
     * @param told the incident as of its latest event
     */
    public Outcome compared(Optional<Common> common, IncidentData told, Cases cases, Instant now) {
        Turn turn = new Turn(cases, now);
        if (told.kind() == IncidentKind.GROUP) {
            String name = told.key().substring(told.kind().word().length() + 1);
            storms.compared(turn, name, told.incidentId(), common);
        }
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
     * Counts a device that dropped before a restart. Call in the order of the drops.
     *
     * @param presence the stored state
     */
    public void recall(Presence presence, Drops drops) {
        memory.recall(presence, drops);
    }

    /**
     * The case of a device whose own is lost, as far as what else is held tells: its open incidents go on.
     *
     * @param storm the group whose storm the device was part of
     */
    public DeviceCase restored(Presence presence, Optional<String> storm, OpenByKey open, Instant now) {
        return restoration.device(presence, storm, open, now);
    }

    /**
     * The case of a group whose own is lost, as far as what else is held tells: its open incidents go on.
     *
     * @param members how many devices are part of its storm now
     */
    public GroupCase restored(String group, int members, OpenByKey open, Instant now) {
        return restoration.group(group, members, open, now);
    }

    /** A source of ours of which it is lost that it is blind; empty if no open incident tells of that. */
    public Optional<BlindSource> restored(String source, OpenByKey open) {
        return Restoration.blind(source, open);
    }

    /** The group that a device belongs to now, as far as what is held of it tells. */
    public Optional<String> group(Presence presence) {
        return hasGroups() ? groups.of(Memory.data(presence)) : Optional.empty();
    }

    /** Whether the settings assign groups to devices. */
    public boolean hasGroups() {
        return policy.grouping() != Grouping.NONE;
    }

    /** Creates an empty record of drops, for as long as this machine looks back. */
    public Drops noDrops() {
        Duration window = policy.storms().window();
        Duration late = window.plus(Drops.LONGEST_DELAY);
        Duration parents = Takeovers.BEFORE.plus(Drops.LONGEST_WAIT);
        boolean longer = policy.suppressions().hasDependencies() && late.compareTo(parents) < 0;
        return new Drops(window, longer ? parents : late, policy.storms().threshold());
    }
}
