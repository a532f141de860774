package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.Backlog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the stages have in common with the node that they run on. It only delays deadlines, so that whatever another
 * node decides about the same records is decided here in the same way.
 */
final class StageNode {
    private final String id = UUID.randomUUID().toString();
    private final Clock clock;
    private final Duration looks;
    private final Map<Integer, Backlog> backlogs = new ConcurrentHashMap<>();
    private volatile Instant heldUntil = Instant.MIN;

    /**
     * @param clock which says when to look whether deadlines have come; they fire by the time of a record
     * @param looks how often each stage looks for deadlines
     */
    StageNode(Clock clock, Duration looks) {
        this.clock = clock;
        this.looks = looks;
    }

    /** Tells this run of this node from all others. */
    String id() {
        return id;
    }

    Clock clock() {
        return clock;
    }

    Duration looks() {
        return looks;
    }

    /** On this node no deadline fires before then. */
    void hold(Instant until) {
        heldUntil = until;
    }

    boolean holds(Instant now) {
        return heldUntil.isAfter(now);
    }

    /** A partition of the device stage runs here from now on. */
    void begins(int partition, Backlog backlog) {
        backlogs.put(partition, backlog);
    }

    void ends(int partition, Backlog backlog) {
        backlogs.remove(partition, backlog);
    }

    /** How late signals are read in the partitions that run here. */
    Collection<Backlog> backlogs() {
        return backlogs.values();
    }
}
