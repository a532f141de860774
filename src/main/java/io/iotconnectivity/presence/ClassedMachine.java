package io.iotconnectivity.presence;

import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reaches the verdict on one device by the numbers of its class: one {@link PresenceMachine} for each class, so that
 * none can have a rule of its own. The class of a device is looked up once per signal.
 */
public final class ClassedMachine {
    private final DeviceClasses classes;
    private final PresenceMachine otherwise;
    private final Map<Policy, PresenceMachine> machines = new IdentityHashMap<>();

    public ClassedMachine(DeviceClasses classes) {
        this.classes = classes;
        this.otherwise = new PresenceMachine(classes.otherwise());
        for (DeviceClasses.Entry each : classes.entries()) {
            machines.put(each.policy(), new PresenceMachine(each.policy()));
        }
    }

    /** Applies one signal; see {@link PresenceMachine#step}. */
    public Step step(Presence before, Signal signal, Instant now) {
        return machineOf(before).step(before, signal, now);
    }

    private PresenceMachine machineOf(Presence device) {
        Optional<DeviceClasses.Entry> found = classes.find(device);
        return found.isEmpty() ? otherwise : machines.get(found.get().policy());
    }
}
