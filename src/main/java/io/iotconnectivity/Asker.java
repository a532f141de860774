package io.iotconnectivity;

import io.iotconnectivity.presence.Effect;
import java.util.function.Consumer;

/** Hands on what the core wants to know to who can answer it. Never blocks. */
final class Asker implements Consumer<Effect> {
    private final Consumer<Effect.LookUp> log;

    Asker(Consumer<Effect.LookUp> log) {
        this.log = log;
    }

    @Override
    public void accept(Effect effect) {
        if (effect instanceof Effect.LookUp) {
            log.accept((Effect.LookUp) effect);
        }
    }
}
