package io.iotconnectivity.engine.kafka.view;

import io.iotconnectivity.signal.Printable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a view has come, for the log, health checks and those who ask too early. Thread-safe. */
final class FeedProgress {
    private static final Logger LOG = LoggerFactory.getLogger(FeedProgress.class);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);
    /** A view that is later than this is not how the fleet is now. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Clock clock;
    private Instant begun;
    private Instant told;
    private long left;
    private long toRead;
    private boolean isComplete;
    private Optional<String> waiting = Optional.of("it is being opened");
    private Optional<String> unusable = Optional.empty();
    private Optional<String> firstUnreadable = Optional.empty();
    private long unreadable;
    private boolean hasLater;
    private Optional<Instant> asOf = Optional.empty();
    private long letters;

    FeedProgress(Clock clock) {
        this.clock = clock;
        begun = clock.instant();
        told = begun;
    }

    /** Reading begins. */
    synchronized void begins(long records) {
        waiting = Optional.empty();
        if (!isComplete) {
            begun = clock.instant();
            told = begun;
            left = records;
            toRead = records;
        }
    }

    /**
     * Records have been applied.
     *
     * @param records how many there were at the start that have not been
     */
    synchronized void left(long records) {
        left = records;
        Instant now = clock.instant();
        if (Duration.between(told, now).compareTo(TOLD_EVERY) >= 0) {
            told = now;
            LOG.info("The view is being built: {} of about {} records are read", toRead - left, toRead);
        }
    }

    /** All that there was at the start has been applied. */
    synchronized void completes() {
        if (!isComplete) {
            isComplete = true;
            LOG.info(
                    "The view is complete after about {} records in {} ms",
                    toRead,
                    Duration.between(begun, clock.instant()).toMillis());
        }
    }

    synchronized boolean isComplete() {
        return isComplete;
    }

    /** Everything that was appended before then has been applied; absent if all but the latest has. */
    synchronized void isAsOf(Optional<Instant> appended) {
        waiting = Optional.empty();
        asOf = appended;
    }

    /** All records about dead letters up to this number have been applied. */
    synchronized void letters(long number) {
        if (letters != number) {
            letters = number;
            notifyAll();
        }
    }

    /** Waits until all records about dead letters up to this number have been applied; whether they were in time. */
    synchronized boolean awaitLetters(long number, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (letters < number) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether what is applied is how the fleet is now. */
    synchronized boolean isCurrent() {
        return isComplete && waiting.isEmpty() && lateness().compareTo(LATE) <= 0;
    }

    private Duration lateness() {
        return asOf.map(then -> Duration.between(then, clock.instant())).orElse(Duration.ZERO);
    }

    /** Nothing can be read for now. */
    synchronized void waits(String why) {
        String problem = String.valueOf(why);
        if (waiting.filter(problem::equals).isEmpty()) {
            LOG.warn("The view waits: {}", problem);
        }
        waiting = Optional.of(problem);
    }

    /** Nothing will be read any more until this node is restarted. */
    synchronized void isUnusable(String why) {
        unusable = Optional.of(why);
    }

    synchronized Optional<String> unusable() {
        return unusable;
    }

    /**
     * A record cannot be decoded and has been passed over.
     *
     * @param isOfALaterVersion whether that version may read it, rather than that it is damaged
     */
    synchronized void passedOver(String record, String why, boolean isOfALaterVersion) {
        hasLater |= isOfALaterVersion;
        String what = record + " cannot be read: " + Printable.of(why);
        unreadable++;
        // The 1st, 2nd, 4th and so on: all of a topic may be in a later version's format.
        if (Long.bitCount(unreadable) == 1) {
            LOG.error(
                    "The view lacks what {} record(s) say, as this version cannot read them; now: {}",
                    unreadable,
                    what);
        }
        firstUnreadable = firstUnreadable.or(() -> Optional.of(what));
    }

    /** What keeps the view from being how the fleet is now. */
    synchronized Optional<String> warning() {
        if (waiting.isPresent()) {
            return Optional.of("the view of the fleet waits: " + waiting.get());
        }
        if (!isComplete) {
            return Optional.of("the view of the fleet is being built: " + words());
        }
        if (lateness().compareTo(LATE) > 0) {
            return Optional.of(
                    "the view shows the fleet as of " + asOf.get() + "; it is reading on as fast as this node can");
        }
        return firstUnreadable.map(first -> "the view lacks what " + unreadable
                + (unreadable == 1 ? " record says: " : " records say, the first of them: ") + first
                + (hasLater
                        ? "; run the version that wrote them, which builds the view again at its start"
                        : "; they are damaged, and stay in their topic: report them with the log"));
    }

    /** In a few words. */
    synchronized String words() {
        return waiting.orElseGet(() -> toRead == 0 ? "it begins" : 100 * (toRead - left) / toRead + " % are read");
    }
}
