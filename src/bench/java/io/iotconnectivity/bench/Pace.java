package io.iotconnectivity.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A steady rate, whatever becomes of what is done at it. */
final class Pace {
    private Pace() {}

    static void keep(int times, int perSecond, Runnable step) {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            step.run();
        }
    }
}
