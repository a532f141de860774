package io.iotconnectivity.delivery;

import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.util.Optional;

/**
 * What a sink gives back for an event that it has taken.
 *
 * @param kept what the sink needs to speak of the same ticket again: handed to it with the next event of the same incident, in
 *     place of what was kept before; at most {@value #LONGEST_KEPT} characters, a longer one is not kept
 * @param answer what the sink said, for those who wonder later; cut to {@value #LONGEST_ANSWER} characters; holds nothing secret
 * @param again present if the sink wants the same event again and again for as long as the ticket is open: how long after this one;
 *     from {@link #SHORTEST_AGAIN} to {@link #LONGEST_AGAIN}
 */
public record Receipt(Optional<String> kept, Optional<String> answer, Optional<Duration> again) {
    /** So long a text can be kept for the next event. */
    public static final int LONGEST_KEPT = 16_500;

    /** So much of an answer is kept. */
    public static final int LONGEST_ANSWER = 1024;

    public static final Duration SHORTEST_AGAIN = Duration.ofSeconds(1);
    public static final Duration LONGEST_AGAIN = Duration.ofDays(1);

    /** Nothing to keep, and nothing said. */
    public static final Receipt NONE = new Receipt(Optional.empty(), Optional.empty());

    public Receipt {
        kept = kept.filter(text -> text.length() <= LONGEST_KEPT);
        answer = answer.map(text -> Printable.cut(text, LONGEST_ANSWER));
        again = again.map(Receipt::bounded);
    }

    /** Nothing is wanted again. */
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
