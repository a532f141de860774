package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.Optional;

/** When a maintenance window is open. */
public interface Span {

    /** When the window open at a moment closes; empty if none is open. If several overlap, the last to close counts. */
    Optional<Instant> endAt(Instant now);

    /** When the next window opens after a moment at which none is open; empty if none ever does. */
    Optional<Instant> nextOpening(Instant now);

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
            public Optional<Instant> nextOpening(Instant now) {
                return now.isBefore(from) ? Optional.of(from) : Optional.empty();
            }
        };
    }
}
