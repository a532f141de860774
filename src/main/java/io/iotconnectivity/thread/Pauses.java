package io.iotconnectivity.thread;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits before something is looked at or tried again. */
public final class Pauses {
    private Pauses() {}

    /** Returns early, with the thread still interrupted, if it is interrupted. */
    public static void pause(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
