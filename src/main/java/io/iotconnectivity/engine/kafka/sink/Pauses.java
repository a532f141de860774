package io.iotconnectivity.engine.kafka.sink;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits before something is tried again. */
final class Pauses {
    private Pauses() {}

    /** Returns early, with the thread still interrupted, if it is interrupted. */
    static void pause(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
