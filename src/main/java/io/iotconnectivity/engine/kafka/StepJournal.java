package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.Committed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one stage processes on this node, kept until its transaction is committed, and then passed to a recorder. Without
 * a recorder, nothing is kept. Thread-safe.
 */
final class StepJournal {
    private static final Logger LOG = LoggerFactory.getLogger(StepJournal.class);

    private Optional<Consumer<Committed>> recorder = Optional.empty();
    private List<Committed.Item> items = new ArrayList<>();
    private final List<Committed> uncommitted = new ArrayList<>();

    /** From now on passes on what is committed. */
    synchronized void recordWith(Consumer<Committed> to) {
        recorder = Optional.of(to);
    }

    /** A part of the step in progress. */
    synchronized void add(Committed.Item item) {
        if (recorder.isPresent()) {
            items.add(item);
        }
    }

    /**
     * The step is over.
     *
     * @param at the time that the rules used as the present
     */
    synchronized void stepped(Instant at) {
        if (!items.isEmpty()) {
            uncommitted.add(new Committed(at, items));
            items = new ArrayList<>();
        }
    }

    /** All steps so far are durable. */
    synchronized void committed() {
        recorder.ifPresent(to -> uncommitted.forEach(step -> record(step, to)));
        uncommitted.clear();
    }

    /** A failing recorder must not affect what it records. */
    private static void record(Committed step, Consumer<Committed> to) {
        try {
            to.accept(step);
        } catch (RuntimeException e) {
            LOG.error("What was processed is missing from the record", e);
        }
    }

    /** What is not committed will be processed again. */
    synchronized void aborted() {
        items = new ArrayList<>();
        uncommitted.clear();
    }
}
