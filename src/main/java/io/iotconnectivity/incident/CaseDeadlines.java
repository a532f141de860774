package io.iotconnectivity.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Computes when the machine must look at a device again. */
final class CaseDeadlines {
    private final IncidentPolicy policy;
    private final OwnIncidents own;

    CaseDeadlines(IncidentPolicy policy, OwnIncidents own) {
        this.policy = policy;
        this.own = own;
    }

    DeviceCase set(DeviceCase device) {
        Optional<Instant> first = Stream.of(
                        device.held().map(Held::recheck),
                        own.nextTold(device),
                        endOfFlapping(device),
                        endOfConflict(device),
                        endOfRefusals(device),
                        recheckOfDeafness(device))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        return first.equals(device.deadline()) ? device : device.withDeadline(first);
    }

    /** When few enough drops are left in the window. */
    Optional<Instant> endOfFlapping(DeviceCase device) {
        int clear = policy.flapping().clear();
        return device.flapping()
                .map(open -> endOf(
                        device,
                        device.lately().drops(),
                        clear,
                        policy.flapping().window()));
    }

    Optional<Instant> endOfConflict(DeviceCase device) {
        return device.conflict()
                .map(open -> endOf(
                        device,
                        device.lately().takeOvers(),
                        0,
                        policy.conflict().window()));
    }

    /** When refusals are over: only if there was no outage as well. */
    Optional<Instant> endOfRefusals(DeviceCase device) {
        return device.trouble()
                .filter(trouble -> !trouble.isOutage())
                .map(open -> endOf(
                        device,
                        device.lately().refusals(),
                        0,
                        policy.credentials().window()));
    }

    /** When to check whether the incident about its deafness is still suppressed. */
    static Optional<Instant> recheckOfDeafness(DeviceCase device) {
        return device.deaf().flatMap(Deafness::held).map(Held::recheck);
    }

    private static Instant endOf(DeviceCase device, List<Instant> moments, int clear, Duration window) {
        return moments.size() > clear
                ? moments.get(moments.size() - 1 - clear).plus(window)
                // The settings have changed.
                : device.heard().map(DeviceCase.Heard::at).orElse(Instant.EPOCH);
    }
}
