package io.iotconnectivity.decide;

import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;

/** What decides about a device; in the product {@link io.iotconnectivity.presence.PresenceMachine#step}. Pure. */
@FunctionalInterface
public interface Rules {

    /**
     * Takes one signal in.
     *
     * @param before what is held of the device
     * @param signal about the same client as {@code before}
     * @param now by our own clock
     */
    Step step(Presence before, Signal signal, Instant now);
}
