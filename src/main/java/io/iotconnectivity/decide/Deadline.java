package io.iotconnectivity.decide;

import java.time.Instant;
import java.util.Optional;

/** The kinds of deadlines. */
public enum Deadline {
    /** The deadline of the verdict on a device. */
    DEVICE,
    /** The deadline of a device's case. */
    CASE,
    /** The deadline of a group's case. */
    GROUP;

    /** Whether a deadline that somebody says is due is due by what the state holds; if not, the state learns of it. */
    boolean comes(Optional<Instant> deadline, String name, DeadlineState state, Instant now) {
        if (deadline.isEmpty()) {
            // There is none, so the caller must not ask again.
            state.dropDeadline(this, name);
            return false;
        }
        if (deadline.get().isAfter(now)) {
            state.comesLater(this, name);
            return false;
        }
        state.due(this, name, deadline.get());
        return true;
    }
}
