package io.iotconnectivity.decide;

import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;

/**
 * The rules that decide about a device; in the product {@link io.iotconnectivity.presence.PresenceMachine#step}. Pure.
 */
@FunctionalInterface
public interface Rules {

    /**
     * Applies one signal.
     *
     * @param before the known state of the device
     * @param signal about the same client as {@code before}
     * @param now the time by the application's clock
     */
    Step step(Presence before, Signal signal, Instant now);
}
