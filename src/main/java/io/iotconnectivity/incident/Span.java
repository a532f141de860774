package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;

/** When a maintenance window is open. */
public interface Span {

    /** When the window open at a moment closes; empty if none is open. If several overlap, the last to close counts. */
    Optional<Instant> endAt(Instant now);

    /**
     * Passes on when windows open and close that are open at some time between two moments; they may overlap, and come in
     * any order.
     *
     * @param each receives when a window opens, and when it closes
     */
    void between(Instant from, Instant until, BiConsumer<Instant, Instant> each);

    /**
     * A window that opens once.
     *
     * @param from the first moment of it
     * @param until the first moment after it
     * @throws IllegalArgumentException with a message for whoever wrote it
     */
    static Span once(Instant from, Instant until) {
        if (!until.isAfter(from)) {
            throw new IllegalArgumentException("a window must close after it opens");
        }
        return new Span() {
            @Override
            public Optional<Instant> endAt(Instant now) {
                return now.isBefore(from) || !now.isBefore(until) ? Optional.empty() : Optional.of(until);
            }

            @Override
            public void between(Instant first, Instant end, BiConsumer<Instant, Instant> each) {
                if (from.isBefore(end) && until.isAfter(first)) {
                    each.accept(from, until);
                }
            }
        };
    }
}
