package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Detects devices whose credentials or policy AWS refuses. */
final class Refusals {
    private final IncidentPolicy.Limit policy;
    private final Groups groups;
    private final Outages outages;

    Refusals(IncidentPolicy.Limit policy, Groups groups, Outages outages) {
        this.policy = policy;
        this.groups = groups;
        this.outages = outages;
    }

    /** A connect was refused. */
    DeviceCase refused(Turn turn, DeviceCase device, DeviceData data) {
        Severity severity = data.severity().orElse(Severity.NONE);
        if (severity == Severity.NONE) {
            return device;
        }
        Instant at = data.signal().map(SignalData::at).orElse(turn.now());
        List<Instant> refusals = Lately.with(device.lately().refusals(), at, policy.threshold());
        DeviceCase after = device.with(device.lately().withRefusals(refusals));
        if (Lately.within(refusals, policy.window(), turn.now()).size() < policy.threshold()) {
            return after;
        }
        if (device.trouble().isPresent()) {
            return outages.changed(turn, after, device.trouble().get().refused(severity));
        }
        Trouble trouble = new Trouble(
                Announcement.newId(
                        Announcement.key(
                                IncidentKind.CREDENTIALS, device.client().value()),
                        turn.now(),
                        data.sequence()),
                Trouble.How.REFUSED,
                Optional.of(refusals.get(0)),
                severity,
                data.cause().or(() -> Optional.of(Cause.CREDENTIALS)),
                data.signal().flatMap(SignalData::reason),
                groups.of(data),
                data.deviceClass(),
                data.extra(),
                false);
        return outages.cover(turn, after.uncovered(trouble), true);
    }

    /** The device connected. */
    DeviceCase connected(Turn turn, DeviceCase device) {
        DeviceCase after = device.lately().refusals().isEmpty()
                ? device
                : device.with(device.lately().withRefusals(List.of()));
        return isAlone(after) ? outages.end(turn, after, "recovered", "is let in again") : after;
    }

    /** There were no refusals for a while. A device that is away may have given up, so its incident stays open. */
    DeviceCase quiet(Turn turn, DeviceCase device, Verdict verdict) {
        if (verdict == Verdict.OFFLINE || verdict == Verdict.SUSPECT) {
            return device.with(device.lately().withRefusals(List.of(turn.now())));
        }
        return outages.end(
                turn, device.with(device.lately().withRefusals(List.of())), "quiet", "was not refused again");
    }

    private static boolean isAlone(DeviceCase device) {
        return device.trouble().filter(trouble -> !trouble.isOutage()).isPresent();
    }
}
