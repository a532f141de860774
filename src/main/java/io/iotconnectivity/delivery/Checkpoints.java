package io.iotconnectivity.delivery;

import io.iotconnectivity.delivery.UnsavedProgress.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Saves the checkpoints of one sink in one partition, one at a time, and holds back attempts that must not start before one is durable.
 * Confined to one thread.
 */
final class Checkpoints {
    /** How far ahead positions are marked as possibly tried, so that few openings wait for the store. */
    private static final int AHEAD = 2000;

    private final AssignedPartition partition;
    private final SubjectQueues subjects;
    private final Repeats repeats;
    private final Executor decider;
    /** The position up to which events are durably marked as possibly tried. */
    private long reach;

    private boolean saving;
    private List<SubjectQueue> heldBack = new ArrayList<>();

    /**
     * @param decider runs work on the thread that owns this object
     */
    Checkpoints(AssignedPartition partition, SubjectQueues subjects, Repeats repeats, long reach, Executor decider) {
        this.partition = partition;
        this.subjects = subjects;
        this.repeats = repeats;
        this.reach = reach;
        this.decider = decider;
    }

    long reach() {
        return reach;
    }

    /** Makes the attempt wait until a checkpoint started after this call is durable. */
    void holdBack(SubjectQueue queue) {
        heldBack.add(queue);
    }

    /** Removes and returns what is held back; it will not be attempted. */
    List<SubjectQueue> release() {
        List<SubjectQueue> released = heldBack;
        heldBack = new ArrayList<>();
        return released;
    }

    /**
     * Saves the progress since the last checkpoint. Progress made while a save is in progress goes into the next one.
     *
     * @param released receives the queues that were held back, once this is durable
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
        partition.save(
                checkpoint(change.orElseGet(subjects::nothing), ahead),
                () -> decider.execute(() -> {
                    saving = false;
                    reach = ahead;
                    subjects.saved();
                    waiting.forEach(released);
                }));
    }

    /**
     * Saves the final checkpoint, after which nothing more is attempted.
     *
     * @param saved run on any thread
     */
    void saveLast(Instant now, Runnable saved) {
        subjects.parkInDoubt();
        Change change = subjects.change(now).orElseGet(subjects::nothing);
        // After an orderly end, the next run need not doubt anything.
        partition.save(checkpoint(change, subjects.inDoubtUpTo()), saved);
    }

    /** Disables the sink until somebody enables it. */
    void disable(String why) {
        partition.disable(why);
    }

    private Checkpoint checkpoint(Change change, long upTo) {
        return new Checkpoint(
                change.cursor(), upTo, change.rows(), change.tickets(), repeats.change(), change.completions());
    }
}
