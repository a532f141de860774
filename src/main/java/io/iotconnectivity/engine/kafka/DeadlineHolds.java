package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.thread.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Who on this node holds deadlines, and until when. Other nodes are told for a minute at a time, again and again, so
 * that a node that is lost holds nobody up for longer.
 */
final class DeadlineHolds implements AutoCloseable {
    /** A hold ends after this time unless its holder asks again: one node must not silence all others. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration RENEWED_EVERY = Duration.ofSeconds(20);
    /** A hold that is extended bit by bit is told less often. */
    private static final Duration FORESIGHT = Duration.ofSeconds(2);

    private final StageNode node;
    private final BiConsumer<String, Instant> tell;
    private final Clock clock;
    private final Map<String, Hold> holds = new HashMap<>();
    private final RepeatedTask renewing =
            new RepeatedTask("deadline-holds", this::renew, "Other nodes may not know that deadlines are held");

    /**
     * @param until as its holder said
     * @param told as other nodes know it
     */
    private record Hold(Instant until, Instant told) {}

    /**
     * @param tell tells all partitions that a holder holds deadlines until then
     */
    DeadlineHolds(StageNode node, BiConsumer<String, Instant> tell, Clock clock) {
        this.node = node;
        this.tell = tell;
        this.clock = clock;
    }

    void start() {
        renewing.start(RENEWED_EVERY, RENEWED_EVERY);
    }

    synchronized void hold(String holder, Instant until) {
        Hold before = holds.getOrDefault(holder, new Hold(Instant.MIN, Instant.MIN));
        Instant most = clock.instant().plus(LONGEST);
        holds.put(holder, new Hold(until.isAfter(most) ? most : until, before.told()));
        node.hold(
                holds.values().stream().map(Hold::until).max(Instant::compareTo).orElse(Instant.MIN));
        tell(holder, clock.instant());
    }

    synchronized void renew() {
        Instant now = clock.instant();
        Map.copyOf(holds).keySet().forEach(holder -> tell(holder, now));
        holds.values()
                .removeIf(hold -> !hold.until().isAfter(now) && !hold.told().isAfter(now));
    }

    private void tell(String holder, Instant now) {
        Hold hold = holds.get(holder);
        Instant most = now.plus(LEASE);
        boolean more = hold.until().isAfter(hold.told()) && hold.told().isBefore(most);
        boolean ends = !hold.until().isAfter(now) && hold.told().isAfter(now);
        if (more || ends) {
            Instant wanted = hold.told().isAfter(now) && !ends ? hold.until().plus(FORESIGHT) : hold.until();
            Instant told = wanted.isAfter(most) ? most : wanted;
            holds.put(holder, new Hold(hold.until(), told));
            tell.accept(holder, told);
        }
    }

    @Override
    public void close() {
        renewing.close();
    }
}
