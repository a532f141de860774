package io.iotconnectivity.presence;

import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;

/** Reaches the verdict on one device. Pure: the same arguments give the same result, and nothing else happens. */
public final class PresenceMachine {
    private final Policy policy;

    public PresenceMachine(Policy policy) {
        this.policy = policy;
    }

    /**
     * Takes one signal in.
     *
     * @param before what is held of the device; {@link Presence#unseen} for one that nothing is known of
     * @param signal about the same client as {@code before}
     * @param now by our own clock
     */
    public Step step(Presence before, Signal signal, Instant now) {
        return new Step(before, List.of());
    }
}
