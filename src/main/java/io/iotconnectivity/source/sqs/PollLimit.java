package io.iotconnectivity.source.sqs;

import java.util.HashSet;
import java.util.Set;

/**
 * How many receives may be in flight at a time: one while the queue is idle, because each call costs money, and more for
 * as long as they come back with many messages. Thread-safe.
 */
final class PollLimit {
    /** Of ten that one receive can bring; SQS often brings a few less although there are more. */
    private static final int MANY = 8;

    private static final int FEW = 3;

    private final int most;
    private final Set<Thread> polling = new HashSet<>();
    private int limit = 1;

    /**
     * @param most at least 1
     */
    PollLimit(int most) {
        this.most = most;
    }

    /** Whether the calling thread may poll now; if so, it has to call {@link #ended} or {@link #failed}. */
    synchronized boolean begin() {
        // A thread that begins again is done, even if an error kept it from saying so.
        polling.remove(Thread.currentThread());
        return polling.size() < limit && polling.add(Thread.currentThread());
    }

    synchronized void ended(int messages) {
        polling.remove(Thread.currentThread());
        if (messages >= MANY) {
            limit = Math.min(most, limit + 1);
        } else if (messages <= FEW) {
            limit = Math.max(1, limit - 1);
        }
    }

    synchronized void failed() {
        polling.remove(Thread.currentThread());
        limit = 1;
    }

    synchronized int inFlight() {
        return polling.size();
    }
}
