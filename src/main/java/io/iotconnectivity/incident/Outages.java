package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import java.util.Optional;

/**
 * Decides which incident reports each trouble of a device. A trouble is never left without one, unless something
 * suppresses it, and then it is rechecked.
 */
final class Outages {
    private final Groups groups;
    private final StormCounting counting;
    private final Blocks blocks;
    private final OwnIncidents own;
    private final Storms storms;
    private final Takeovers takeovers;

    Outages(
            Groups groups,
            StormCounting counting,
            Blocks blocks,
            OwnIncidents own,
            Storms storms,
            Takeovers takeovers) {
        this.groups = groups;
        this.counting = counting;
        this.blocks = blocks;
        this.own = own;
        this.storms = storms;
        this.takeovers = takeovers;
    }

    /** An outage or a silence was announced. */
    DeviceCase announced(Turn turn, DeviceCase device, DeviceData data) {
        Severity severity = data.severity().orElse(Severity.NONE);
        if (severity == Severity.NONE) {
            turn.cases().drops().back(device.client());
            if (device.trouble().filter(Trouble::isOutage).isPresent()) {
                return worthNone(turn, device);
            }
            turn.decide(
                    device.client(),
                    Decision.What.NOTHING,
                    Optional.empty(),
                    "No incident was opened: " + Words.why(data.reason(), data.cause()) + " is worth none.");
            return device;
        }
        if (device.trouble().isPresent()) {
            return changed(turn, device, device.trouble().get().as(data, severity));
        }
        return begin(turn, device, data, severity);
    }

    private DeviceCase begin(Turn turn, DeviceCase device, DeviceData data, Severity severity) {
        String id = data.incidentId()
                .orElseGet(() -> Announcement.newId(device.client().value(), turn.now(), data.sequence()));
        boolean ticketed = device.ended().filter(id::equals).isPresent();
        Trouble trouble = Trouble.announced(id, data, severity, groups.of(data), ticketed);
        return cover(turn, device.withEnded(Optional.empty()).uncovered(trouble), true);
    }

    /** The cause has become known. */
    DeviceCase diagnosed(Turn turn, DeviceCase device, DeviceData data) {
        Severity severity = data.severity().orElse(Severity.NONE);
        boolean announced =
                data.incidentId().isPresent() && (data.state() == Verdict.OFFLINE || data.state() == Verdict.STALE);
        if (device.trouble().isEmpty()) {
            return announced && severity != Severity.NONE ? begin(turn, device, data, severity) : device;
        }
        Trouble trouble = device.trouble().get();
        if (severity == Severity.NONE) {
            return trouble.isOutage() ? worthNone(turn, device) : device;
        }
        return changed(
                turn,
                device,
                announced && !trouble.isOutage() ? trouble.as(data, severity) : trouble.diagnosed(severity, data));
    }

    /** More is known about the device, perhaps too late for the opening of its incident. */
    DeviceCase learned(Turn turn, DeviceCase device, DeviceData data) {
        if (device.trouble().isEmpty()) {
            return device;
        }
        Trouble before = device.trouble().get();
        DeviceCase after = device.with(before.knowing(data.extra()));
        after.storm().ifPresent(name -> storms.learned(turn, name, data.extra()));
        return after.ticket().isPresent() ? own.learned(turn, after, before.extra()) : after;
    }

    DeviceCase changed(Turn turn, DeviceCase device, Trouble trouble) {
        DeviceCase after = device.with(trouble);
        after.storm().ifPresent(name -> storms.raise(turn, name, trouble.severity()));
        return after.ticket().isPresent() ? own.tell(turn, after) : after;
    }

    /** The device is well again. */
    DeviceCase recovered(Turn turn, DeviceCase device) {
        turn.cases().drops().back(device.client());
        DeviceCase after = device.withEnded(Optional.empty());
        return after.trouble().isPresent() ? end(turn, after, "recovered", "is back") : after;
    }

    private DeviceCase worthNone(Turn turn, DeviceCase device) {
        Optional<String> outage = device.trouble().filter(Trouble::ticketed).map(Trouble::id);
        return end(turn, device, "quiet", "is away for a reason that is worth no incident")
                .withEnded(outage);
    }

    /**
     * @param what happened to the device, for a sentence
     */
    DeviceCase end(Turn turn, DeviceCase device, String resolution, String what) {
        turn.cases().drops().back(device.client());
        turn.cases().drops().dependants().back(device.client());
        if (device.ticket().isPresent()) {
            own.resolve(turn, device, resolution);
            resolved(turn, device, device.ticket().get().id(), "Its incident was resolved: it " + what + ".");
        } else if (device.storm().isPresent()) {
            Optional<String> storm = storms.leave(turn, device.storm().get());
            turn.decide(
                    device.client(),
                    Decision.What.RESOLVED,
                    storm,
                    "It " + what + "; the incident of its group goes on until the group is calm.");
        } else if (device.held().isPresent()) {
            boolean merged = device.trouble().filter(Trouble::ticketed).isPresent();
            turn.decide(
                    device.client(),
                    Decision.What.NOTHING,
                    Optional.empty(),
                    "It " + what
                            + (merged
                                    ? "; its incident had gone on in that of what it depends on."
                                    : "; no incident was opened, because it was suppressed all the while."));
        } else {
            turn.decide(
                    device.client(),
                    Decision.What.NOTHING,
                    device.flapping().map(Ticket::id),
                    "It " + what + "; its flapping incident stays open until it is steady.");
        }
        return device.well();
    }

    private static void resolved(Turn turn, DeviceCase device, String incidentId, String text) {
        turn.decide(device.client(), Decision.What.RESOLVED, Optional.of(incidentId), text);
    }

    /**
     * Finds an incident for a trouble that nothing reports.
     *
     * @param inStorm whether it may join the storm of its group
     */
    DeviceCase cover(Turn turn, DeviceCase device, boolean inStorm) {
        DeviceCase after = covered(turn, device, inStorm);
        takeovers.covered(turn, after);
        return after;
    }

    private DeviceCase covered(Turn turn, DeviceCase device, boolean inStorm) {
        Trouble trouble = device.trouble().orElseThrow();
        if (device.flapping().isPresent()) {
            turn.cases().drops().back(device.client());
            turn.decide(
                    device.client(),
                    Decision.What.JOINED,
                    device.flapping().map(Ticket::id),
                    "Its outage, " + Words.why(trouble.reason(), trouble.cause())
                            + ", is part of its flapping incident, which is open.");
            return device;
        }
        Optional<Suppression> block = blocks.of(turn, device.client(), trouble.deviceClass(), trouble.group());
        if (block.isPresent()) {
            return hold(turn, device, block.get(), Optional.empty());
        }
        return (inStorm ? storms.take(turn, device) : Optional.<DeviceCase>empty())
                .orElseGet(() -> own.open(turn, device));
    }

    /** Checks whether an incident is still suppressed. */
    DeviceCase recheck(Turn turn, DeviceCase device) {
        Trouble trouble = device.trouble().orElseThrow();
        Optional<Suppression> block = blocks.of(turn, device.client(), trouble.deviceClass(), trouble.group());
        return block.isPresent()
                ? hold(turn, device, block.get(), device.held())
                : cover(turn, device.uncovered(trouble), true);
    }

    private DeviceCase hold(Turn turn, DeviceCase device, Suppression by, Optional<Held> before) {
        Trouble trouble = device.trouble().orElseThrow();
        counting.held(turn, device.client(), trouble);
        if (before.filter(same -> same.isBy(by)).isEmpty()) {
            turn.decide(
                    device.client(),
                    Decision.What.SUPPRESSED,
                    Optional.empty(),
                    "No incident is opened for " + Words.why(trouble.reason(), trouble.cause()) + ", because "
                            + by.text() + ".");
        }
        return device.with(Blocks.held(by, turn.now()));
    }

    /** The storm that reported the device's trouble has ended. */
    DeviceCase handOver(Turn turn, DeviceCase device, String incidentId) {
        turn.decide(
                device.client(),
                Decision.What.HANDED_OVER,
                Optional.of(incidentId),
                "The incident of its group ended while it was still in trouble.");
        return cover(turn, device.uncovered(device.trouble().orElseThrow()), false);
    }
}
