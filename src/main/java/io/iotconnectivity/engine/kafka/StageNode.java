package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.engine.Committed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What the stages have in common with the node that they run on. It only delays deadlines, so that whatever another
 * node decides about the same records is decided here in the same way.
 */
final class StageNode {
    private final String id = UUID.randomUUID().toString();
    private final Clock clock;
    private final Duration looks;
    private final Map<Integer, Backlog> backlogs = new ConcurrentHashMap<>();
    private final StepJournal deviceSteps = new StepJournal();
    private final StepJournal incidentSteps = new StepJournal();
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

    /** Passes to a recorder what the stages process here from now on, once it is durable. */
    void recordWith(Consumer<Committed> recorder) {
        deviceSteps.recordWith(recorder);
        incidentSteps.recordWith(recorder);
    }

    /** What the device stage processes here. */
    StepJournal deviceSteps() {
        return deviceSteps;
    }

    /** What the incident stage processes here. */
    StepJournal incidentSteps() {
        return incidentSteps;
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
