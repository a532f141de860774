package io.iotconnectivity.decide;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Recognises that signals are read long after they happened: after an absence, or because more happens than is read.
 * What is still unread may say that a device is back, so deadlines must not fire until the backlog has been read.
 *
 * <p>Devices that are really gone must be reported, too, so there are limits. Only signals of at least two devices
 * that are at least half of those just read count, so neither one device with a wrong clock nor a trickle of late
 * signals holds anything; and whatever comes in, deadlines wait for {@link #LONGEST} at most, and then no more until
 * signals have been punctual for {@link #REST}.
 *
 * <p>Knows no clock and is never made durable: the next late signals after a restart tell the same. One thread changes
 * it, any may read it.
 */
public final class Backlog {
    /** A signal read later than this is late; a shorter delay is what grace periods are for. */
    static final Duration LATE = Duration.ofSeconds(30);

    /** Once a backlog is being read, it is over when signals are read sooner than this. */
    static final Duration PUNCTUAL = Duration.ofSeconds(10);

    /** How long deadlines wait after the latest late signal. */
    public static final Duration QUIET = Duration.ofSeconds(10);

    /** How long deadlines wait altogether. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    /** After this long without late signals, deadlines may wait again. */
    public static final Duration REST = Duration.ofMinutes(1);

    private static final int RECENT = 32;

    private final Read[] recent = new Read[RECENT];
    private int next;
    private volatile Optional<Spell> spell = Optional.empty();

    /** A signal that was read. */
    private record Read(ClientId client, boolean late, Instant when) {
        boolean isJust(Instant now) {
            return !when.isAfter(now) && when.plus(QUIET).isAfter(now);
        }
    }

    /**
     * A time in which late signals are read.
     *
     * @param since when the first of them was read
     * @param latest when the latest of them was read
     * @param delay how late that one was
     */
    public record Spell(Instant since, Instant latest, Duration delay) {
        /** Until when deadlines wait, as far as is known. */
        public Instant until() {
            Instant quiet = latest.plus(QUIET);
            return quiet.isBefore(mostUntil()) ? quiet : mostUntil();
        }

        /** Until when deadlines wait at most. */
        public Instant mostUntil() {
            return since.plus(LONGEST);
        }

        private boolean lasts(Instant now) {
            // Earlier than its beginning only if the clock was set back.
            return !now.isBefore(since) && now.isBefore(latest.plus(REST));
        }
    }

    /**
     * A new signal is read. Only those that AWS has stamped tell how late they are.
     *
     * @param now the time by the application's clock
     */
    public void heard(Signal signal, Instant now) {
        if (!signal.kind().isStampedByAws()) {
            return;
        }
        Optional<Spell> before = spell(now);
        Duration delay = Duration.between(signal.at(), now);
        boolean late = delay.compareTo(before.isPresent() ? PUNCTUAL : LATE) > 0;
        recent[next] = new Read(signal.client(), late, now);
        next = (next + 1) % RECENT;
        if (late && prevails(signal.client(), now)) {
            spell = Optional.of(new Spell(before.map(Spell::since).orElse(now), now, delay));
        }
    }

    /**
     * Returns what takes back everything that is heard from now on: a transaction that fails hears it again, and a store
     * that cannot be written for a while must not use up the time for which deadlines wait.
     */
    public Runnable undo() {
        Read[] recentBefore = recent.clone();
        int nextBefore = next;
        Optional<Spell> spellBefore = spell;
        return () -> {
            System.arraycopy(recentBefore, 0, recent, 0, RECENT);
            next = nextBefore;
            spell = spellBefore;
        };
    }

    private boolean prevails(ClientId client, Instant now) {
        int just = 0;
        int late = 0;
        boolean ofAnother = false;
        for (Read read : recent) {
            if (read != null && read.isJust(now)) {
                just++;
                if (read.late()) {
                    late++;
                    ofAnother |= !read.client().equals(client);
                }
            }
        }
        return ofAnother && late * 2 >= just;
    }

    /** Whether deadlines must wait. */
    public boolean holds(Instant now) {
        return spell(now).filter(known -> now.isBefore(known.until())).isPresent();
    }

    /** Until when deadlines must wait, as far as is known; in the past if they need not. */
    public Instant until() {
        return spell.map(Spell::until).orElse(Instant.MIN);
    }

    /** The current time of late signals; empty while they are punctual. */
    public Optional<Spell> spell(Instant now) {
        return spell.filter(known -> known.lasts(now));
    }
}
