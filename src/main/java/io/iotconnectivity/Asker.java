package io.iotconnectivity;

import io.iotconnectivity.aws.connectivity.DeviceQuestions;
import io.iotconnectivity.presence.Effect;
import java.util.function.Consumer;

/** Hands on what the core wants to know to who can answer it. Never blocks. */
final class Asker implements Consumer<Effect> {
    private final DeviceQuestions devices;
    private final Consumer<Effect.LookUp> log;

    Asker(DeviceQuestions devices, Consumer<Effect.LookUp> log) {
        this.devices = devices;
        this.log = log;
    }

    @Override
    public void accept(Effect effect) {
        if (effect instanceof Effect.Check) {
            devices.check(effect.client());
        } else if (effect instanceof Effect.Probe) {
            devices.probe(effect.client());
        } else {
            log.accept((Effect.LookUp) effect);
        }
    }
}
