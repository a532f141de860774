package io.iotconnectivity.delivery;

import io.iotconnectivity.delivery.UnsavedProgress.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Saves the checkpoints of one sink, one at a time, and holds back the attempts that must not begin before one is durable. Used by one
 * thread.
 */
final class Checkpoints {
    /** So far ahead it is saved that openings may be tried, so that few of them wait for the store. */
    private static final int AHEAD = 2000;

    private final String sink;
    private final DeliveryStore store;
    private final SubjectQueues subjects;
    private final Repeats repeats;
    private final Executor decider;
    /** Up to this position it is durable that events may have been tried. */
    private long reach;

    private boolean saving;
    private List<SubjectQueue> heldBack = new ArrayList<>();

    /**
     * @param decider runs work on the thread that uses this
     */
    Checkpoints(
            String sink, DeliveryStore store, SubjectQueues subjects, Repeats repeats, long reach, Executor decider) {
        this.sink = sink;
        this.store = store;
        this.subjects = subjects;
        this.repeats = repeats;
        this.reach = reach;
        this.decider = decider;
    }

    long reach() {
        return reach;
    }

    /** The attempt waits until a checkpoint is durable that begins after this call. */
    void holdBack(SubjectQueue queue) {
        heldBack.add(queue);
    }

    /** Takes what is held back, which will not be attempted. */
    List<SubjectQueue> release() {
        List<SubjectQueue> released = heldBack;
        heldBack = new ArrayList<>();
        return released;
    }

    /**
     * Saves what has happened since the last checkpoint. What happens while one is under way goes into the next.
     *
     * @param released gets those that were held back, once this is durable
     */
    void save(Instant now, Consumer<SubjectQueue> released) {
        if (saving) {
            return;
        }
        long ahead = subjects.readUpTo() + AHEAD / 2 > reach ? subjects.readUpTo() + AHEAD : reach;
        Optional<Change> change = subjects.change(now);
        if (change.isEmpty() && !repeats.hasChanged() && ahead == reach && heldBack.isEmpty()) {
            return;
        }
        saving = true;
        List<SubjectQueue> waiting = release();
        store.save(
                checkpoint(change.orElseGet(subjects::nothing), ahead),
                () -> decider.execute(() -> {
                    saving = false;
                    reach = ahead;
                    subjects.saved();
                    waiting.forEach(released);
                }));
    }

    /**
     * Saves the last one, after which nothing is attempted any more.
     *
     * @param saved run on any thread
     */
    void saveLast(Instant now, Runnable saved) {
        subjects.parkInDoubt();
        Change change = subjects.change(now).orElseGet(subjects::nothing);
        // Whoever comes next need not doubt what has ended in order.
        store.save(checkpoint(change, subjects.inDoubtUpTo()), saved);
    }

    /** The sink gets nothing until somebody enables it. */
    void disable(String why) {
        store.disable(sink, why);
    }

    private Checkpoint checkpoint(Change change, long upTo) {
        return new Checkpoint(
                sink, change.cursor(), upTo, change.rows(), change.tickets(), repeats.change(), change.completions());
    }
}
