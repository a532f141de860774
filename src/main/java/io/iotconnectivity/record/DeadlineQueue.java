package io.iotconnectivity.record;

import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.engine.Committed.Due;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** The deadlines of devices, cases and groups, by time. */
final class DeadlineQueue {
    private final Predicate<Due> comesByItself;
    private final Map<Owner, Instant> all = new HashMap<>();
    /** May contain outdated entries; {@link #all} is authoritative. */
    private final PriorityQueue<Due> waiting = new PriorityQueue<>(
            Comparator.comparing(Due::deadline).thenComparing(Due::of).thenComparing(Due::name));

    private record Owner(Deadline of, String name) {}

    /**
     * @param comesByItself selects deadlines that {@link #next} must skip
     */
    DeadlineQueue(Predicate<Due> comesByItself) {
        this.comesByItself = comesByItself;
    }

    void set(Deadline of, String name, Optional<Instant> deadline) {
        Owner owner = new Owner(of, name);
        Optional<Instant> before =
                Optional.ofNullable(deadline.isPresent() ? all.put(owner, deadline.get()) : all.remove(owner));
        if (deadline.isPresent() && !deadline.equals(before)) {
            Due due = new Due(of, name, deadline.get());
            if (!comesByItself.test(due)) {
                waiting.add(due);
            }
        }
    }

    /** Whether the deadline is current. */
    boolean holds(Due due) {
        return due.deadline().equals(all.get(new Owner(due.of(), due.name())));
    }

    /** The first deadline that does not come by itself. */
    Optional<Due> next() {
        while (!waiting.isEmpty() && !holds(waiting.peek())) {
            waiting.remove();
        }
        return Optional.ofNullable(waiting.peek());
    }

    /** Removes a deadline, which does not fire again unless it is set again. */
    void drop(Deadline of, String name) {
        all.remove(new Owner(of, name));
    }
}
