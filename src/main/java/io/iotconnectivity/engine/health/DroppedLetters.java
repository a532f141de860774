package io.iotconnectivity.engine.health;

import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that dead letters had to be dropped: in the log from time to time, and in the health status for a day after
 * the last one.
 */
public final class DroppedLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DroppedLetters.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(10);
    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final int LONGEST_NAME = 128;

    private volatile Optional<Dropped> known = Optional.empty();
    private Instant nextLine = Instant.MIN;

    private record Dropped(long letters, Instant first, Instant last, String whose) {
        String words() {
            return letters + " dead letters were dropped from " + first + " to " + last
                    + ", because unreadable input may take at most " + UnreadableBound.MOST_BYTES / (1024 * 1024)
                    + " MiB: the oldest of the largest sender, most recently of " + whose
                    + ". Stop or fix the sender, or narrow the topic or the senders' permissions;"
                    + " dead-letters list shows the remaining ones with their reasons";
        }
    }

    /**
     * The sender of dead letters.
     *
     * @param name the topic, or else the device; empty if there is neither
     */
    public record Sender(String origin, String name) {}

    /**
     * Records what a durable batch has dropped.
     *
     * @param last the sender whose letter was dropped last
     */
    public void committed(int letters, Sender last, Instant now) {
        Optional<Dropped> before = recent(now);
        Dropped dropped = new Dropped(
                before.map(Dropped::letters).orElse(0L) + letters,
                before.map(Dropped::first).orElse(now),
                now,
                name(last));
        known = Optional.of(dropped);
        if (!now.isBefore(nextLine)) {
            nextLine = now.plus(BETWEEN_LINES);
            LOG.warn(dropped.words());
        }
    }

    /** The warning; absent if nothing was dropped within the last day. */
    public Optional<String> warning(Instant now) {
        return recent(now).map(Dropped::words);
    }

    private Optional<Dropped> recent(Instant now) {
        return known.filter(dropped -> dropped.last().plus(REMEMBERED).isAfter(now));
    }

    private static String name(Sender sender) {
        String of = Printable.of(sender.name());
        String cut =
                of.length() > LONGEST_NAME ? of.substring(0, of.offsetByCodePoints(0, LONGEST_NAME / 2)) + "…" : of;
        return cut.isEmpty() ? sender.origin() : sender.origin() + " on " + cut;
    }
}
