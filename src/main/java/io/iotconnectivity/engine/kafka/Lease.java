package io.iotconnectivity.engine.kafka;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Until when no other process can have been assigned what this one has. Kafka gives a member's partitions to others once
 * it has not heard of it for the session time-out, so what was sent and answered proves the time since then. It runs out
 * by itself, so a process that is stopped and goes on later holds it no longer, before anybody has told it. Thread-safe.
 */
public final class Lease {
    private final long lasts;
    private final LongSupplier nanoTime;
    private volatile boolean held;
    private volatile long since;

    /**
     * @param session the session time-out of the group
     * @param nanoTime such as {@link System#nanoTime}, which runs on while the process is stopped
     */
    public Lease(Duration session, LongSupplier nanoTime) {
        // A tenth remains for the call that follows a check.
        this.lasts = session.toNanos() / 10 * 9;
        this.nanoTime = nanoTime;
    }

    /** The present, for {@link #renewed}. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** The group has accepted something from us as a member. */
    public void renewed(long sent) {
        if (!held || sent - since > 0) {
            since = sent;
            held = true;
        }
    }

    /** The group has thrown us out. */
    public void end() {
        held = false;
    }

    /** Whether nobody else can have it yet. Fast, without disk or network access. */
    public boolean isHeld() {
        return held && nanoTime.getAsLong() - since < lasts;
    }
}
