package io.iotconnectivity.delivery;

import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.util.Optional;

/**
 * What a sink returns for an event that it accepted.
 *
 * @param kept what the sink needs to refer to the same ticket again: passed to it with the next event of the same
 *     incident, replacing what was kept before; at most {@value #LONGEST_KEPT} characters, a longer one is not kept
 * @param answer the sink's response, for later diagnosis; cut to {@value #LONGEST_ANSWER} characters; contains no
 *     secrets
 * @param again present if the sink wants the same event repeated while the ticket is open: the interval, from
 *     {@link #SHORTEST_AGAIN} to {@link #LONGEST_AGAIN}
 */
public record Receipt(Optional<String> kept, Optional<String> answer, Optional<Duration> again) {
    /** The longest text kept for the next event. */
    public static final int LONGEST_KEPT = 16_500;

    /** How much of a response is kept. */
    public static final int LONGEST_ANSWER = 1024;

    public static final Duration SHORTEST_AGAIN = Duration.ofSeconds(1);
    public static final Duration LONGEST_AGAIN = Duration.ofDays(1);

    /** Nothing to keep, and no response. */
    public static final Receipt NONE = new Receipt(Optional.empty(), Optional.empty());

    public Receipt {
        kept = kept.filter(text -> text.length() <= LONGEST_KEPT);
        answer = answer.map(text -> Printable.cut(text, LONGEST_ANSWER));
        again = again.map(Receipt::bounded);
    }

    /** A receipt without repetition. */
    public Receipt(Optional<String> kept, Optional<String> answer) {
        this(kept, answer, Optional.empty());
    }

    private static Duration bounded(Duration again) {
        if (again.compareTo(SHORTEST_AGAIN) < 0) {
            return SHORTEST_AGAIN;
        }
        return again.compareTo(LONGEST_AGAIN) > 0 ? LONGEST_AGAIN : again;
    }
}
