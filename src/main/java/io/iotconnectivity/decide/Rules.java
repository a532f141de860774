package io.iotconnectivity.decide;

import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;

/** What decides about a device; in the product {@link io.iotconnectivity.presence.PresenceMachine#step}. Pure. */
@FunctionalInterface
public interface Rules {
    Step step(Presence before, Signal signal, Instant now);
}
