package io.iotconnectivity.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the connections of each client, as AWS does: the number only grows, and restarts at 0 once the client has been
 * away for about an hour. Outlives a broker, so that a restarted one continues counting. Thread-safe.
 */
public final class Versions {
    private final Clock clock;
    private final Duration resetAfter;
    private final Map<String, Counter> counters = new HashMap<>();

    /** @param resetAfter how long a client has no connection before its count starts again; AWS: about an hour */
    public Versions(Clock clock, Duration resetAfter) {
        this.clock = clock;
        this.resetAfter = resetAfter;
    }

    /** The version of the connection that the client has just opened. */
    synchronized long opened(String clientId) {
        Counter before = counters.get(clientId);
        Counter after = before == null || isForgotten(before) ? Counter.FIRST : before.next();
        counters.put(clientId, after);
        return after.version;
    }

    synchronized void closed(String clientId) {
        counters.computeIfPresent(clientId, (id, counter) -> counter.closedAt(clock.instant()));
    }

    private boolean isForgotten(Counter counter) {
        return counter.open == 0 && !clock.instant().isBefore(counter.lastClosed.plus(resetAfter));
    }

    /** Counts open connections, because a take-over opens the new one before the old one is closed. */
    private record Counter(long version, int open, Instant lastClosed) {
        static final Counter FIRST = new Counter(0, 1, Instant.MAX);

        Counter next() {
            return new Counter(version + 1, open + 1, lastClosed);
        }

        Counter closedAt(Instant now) {
            return new Counter(version, Math.max(0, open - 1), now);
        }
    }
}
