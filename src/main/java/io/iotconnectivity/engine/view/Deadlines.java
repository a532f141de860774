package io.iotconnectivity.engine.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The devices that have a deadline, in the order in which they come due. Used by one thread. */
final class Deadlines {
    private final ToLongFunction<HeldDevice> deadline;
    private final TreeSet<HeldDevice> waiting;

    /**
     * @param deadline in milliseconds since 1970; {@link HeldDevice#NEVER} if there is none
     */
    Deadlines(ToLongFunction<HeldDevice> deadline) {
        this.deadline = deadline;
        this.waiting = new TreeSet<>(Comparator.comparingLong(deadline).thenComparing(HeldDevice::clientId));
    }

    /**
     * @param before null if the device is new
     */
    void change(HeldDevice before, HeldDevice after) {
        // Also where the deadline stays: what was held before must not be kept by this.
        if (before != null && deadline.applyAsLong(before) != HeldDevice.NEVER) {
            waiting.remove(before);
        }
        if (deadline.applyAsLong(after) != HeldDevice.NEVER) {
            waiting.add(after);
        }
    }

    void remove(HeldDevice device) {
        if (deadline.applyAsLong(device) != HeldDevice.NEVER) {
            waiting.remove(device);
        }
    }

    /** Those whose deadline has come, longest ago first, at most {@code limit} of them, and only those that are asked for. */
    List<HeldDevice> due(long now, int limit, Predicate<HeldDevice> asked) {
        List<HeldDevice> due = new ArrayList<>();
        for (HeldDevice device : waiting) {
            if (due.size() >= limit || deadline.applyAsLong(device) > now) {
                break;
            }
            if (asked.test(device)) {
                due.add(device);
            }
        }
        return due;
    }

    OptionalLong first() {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(deadline.applyAsLong(waiting.first()));
    }
}
