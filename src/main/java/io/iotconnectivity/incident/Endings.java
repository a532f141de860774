package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.signal.LifeChange;

/** Ends whatever is open about a device that is taken out of service or forgotten. */
final class Endings {
    private final Outages outages;
    private final Flapping flapping;
    private final Conflicts conflicts;
    private final Deafs deafs;

    Endings(Outages outages, Flapping flapping, Conflicts conflicts, Deafs deafs) {
        this.outages = outages;
        this.flapping = flapping;
        this.conflicts = conflicts;
        this.deafs = deafs;
    }

    DeviceCase retired(Turn turn, DeviceCase device, DeviceData data) {
        String by = data.lifeChange().map(LifeChange::inWords).orElse("");
        return all(turn, device, "retired", "was retired" + by);
    }

    DeviceCase forgotten(Turn turn, DeviceCase device) {
        DeviceCase after =
                all(turn, device, "forgotten", "was forgotten, because nothing was heard of it for long enough");
        turn.tellsNothingOf(device.client());
        return after;
    }

    /**
     * @param what happened to the device, for a sentence
     */
    private DeviceCase all(Turn turn, DeviceCase device, String resolution, String what) {
        turn.cases().drops().back(device.client());
        turn.cases().drops().dependants().back(device.client());
        DeviceCase after = device;
        if (after.flapping().isPresent()) {
            after = flapping.end(turn, after, resolution, "it " + what);
            // Its outage was part of that incident, and ends with it.
            after = after.trouble().isPresent() && !isReported(after) ? after.well() : after;
        }
        if (after.conflict().isPresent()) {
            after = conflicts.end(turn, after, resolution, "it " + what);
        }
        if (after.deaf().isPresent()) {
            after = deafs.end(turn, after, resolution, "it " + what);
        }
        if (after.trouble().isPresent()) {
            outages.end(turn, after, resolution, what);
        }
        return DeviceCase.none(device.client());
    }

    private static boolean isReported(DeviceCase device) {
        return device.ticket().isPresent()
                || device.storm().isPresent()
                || device.held().isPresent();
    }
}
