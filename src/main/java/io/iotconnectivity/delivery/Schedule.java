package io.iotconnectivity.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Schedules the queues of subjects: ready ones in turn, failed ones when their pause is over. A queue in progress is in
 * neither list. Confined to one thread.
 */
final class Schedule {
    private final Map<String, SubjectQueue> bySubject = new HashMap<>();
    private final Deque<SubjectQueue> ready = new ArrayDeque<>();
    private final PriorityQueue<SubjectQueue> heldUp =
            new PriorityQueue<>(Comparator.comparing((SubjectQueue queue) -> queue.due));

    /** The queue of a subject, created if there is none. */
    SubjectQueue of(String subject) {
        return bySubject.computeIfAbsent(subject, SubjectQueue::new);
    }

    Optional<SubjectQueue> find(String subject) {
        return Optional.ofNullable(bySubject.get(subject));
    }

    /** Schedules a queue that has waiting events; does nothing if it is in progress or already scheduled. */
    void add(SubjectQueue queue, Instant now) {
        if (queue.scheduled || queue.underWay) {
            return;
        }
        queue.scheduled = true;
        if (queue.isHeldUp(now)) {
            heldUp.add(queue);
        } else {
            ready.add(queue);
        }
    }

    /** Returns a queue that is no longer in progress: it is scheduled again, or removed if it is empty. */
    void putBack(SubjectQueue queue, Instant now) {
        queue.underWay = false;
        if (queue.waiting.isEmpty()) {
            bySubject.remove(queue.subject);
        } else {
            add(queue, now);
        }
    }

    /** Takes the next queue whose first event may be tried. */
    Optional<SubjectQueue> take(Instant now) {
        while (!heldUp.isEmpty() && !heldUp.peek().isHeldUp(now)) {
            SubjectQueue due = heldUp.poll();
            due.scheduled = false;
            add(due, now);
        }
        return Optional.ofNullable(ready.poll()).map(Schedule::begin);
    }

    boolean isAnyReady() {
        return !ready.isEmpty();
    }

    /**
     * Takes the queue to probe a paused sink with: the one whose first event has failed least often, so that no single
     * event uses up its attempts because of the sink.
     */
    Optional<SubjectQueue> takeForProbe(Instant now) {
        Optional<SubjectQueue> probe = Stream.concat(ready.stream(), heldUp.stream())
                .filter(queue -> !queue.isOutsideHours(now))
                .min(Comparator.comparingInt((SubjectQueue queue) -> queue.first().attempts)
                        .thenComparingLong(queue -> queue.first().seq));
        probe.ifPresent(queue -> {
            ready.remove(queue);
            heldUp.remove(queue);
        });
        return probe.map(Schedule::begin);
    }

    private static SubjectQueue begin(SubjectQueue queue) {
        queue.scheduled = false;
        queue.underWay = true;
        return queue;
    }

    /** Makes everything that waits for another attempt due now. */
    void release(Instant now) {
        List<SubjectQueue> all = List.copyOf(heldUp);
        heldUp.clear();
        for (SubjectQueue queue : all) {
            queue.due = Instant.MIN;
            queue.scheduled = false;
            add(queue, now);
        }
    }

    /** Lets a queue that waits until the sink may be told be looked at now. */
    void look(SubjectQueue queue, Instant now) {
        if (queue.isOutsideHours(now) && heldUp.remove(queue)) {
            queue.due = Instant.MIN;
            queue.scheduled = false;
            add(queue, now);
        }
    }

    /** When the next queue becomes ready by itself. */
    Optional<Instant> nextDue() {
        return Optional.ofNullable(heldUp.peek()).map(queue -> queue.due);
    }

    /** How many subjects there is something of. */
    int size() {
        return bySubject.size();
    }

    /** How many events have failed at least once. */
    int retrying() {
        return (int) bySubject.values().stream()
                .filter(queue -> !queue.waiting.isEmpty() && queue.first().attempts > 0)
                .count();
    }

    /** When the oldest waiting event was created, of those that the sink may be told of. */
    Optional<Instant> oldestWaiting(Instant now) {
        return bySubject.values().stream()
                .filter(queue -> !queue.waiting.isEmpty() && !queue.isOutsideHours(now))
                .min(Comparator.comparingLong(queue -> queue.first().seq))
                .map(queue -> queue.first().event.time());
    }
}
