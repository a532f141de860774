package io.iotconnectivity.engine.health;

import io.iotconnectivity.decide.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports that signals are read late, and whether deadlines wait for them: in the log, in metrics and for health checks. */
public final class LateSignals {
    private static final Logger LOG = LoggerFactory.getLogger(LateSignals.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(10);

    private final Backlog backlog;
    private Instant nextLine = Instant.MIN;
    /** The beginning of the time of late signals last logged, and of the one that outlasted its limit. */
    private Optional<Instant> told = Optional.empty();

    private Optional<Instant> toldAsEndless = Optional.empty();

    public LateSignals(Backlog backlog) {
        this.backlog = backlog;
    }

    /** Logs what has changed; called on one thread. */
    public void look(Instant now) {
        Optional<Backlog.Spell> spell = backlog.spell(now);
        Optional<Instant> since = spell.map(Backlog.Spell::since);
        if (since.isPresent() && !isHeld(spell.get(), now)) {
            if (!toldAsEndless.equals(since)) {
                toldAsEndless = since;
                told = since;
                LOG.warn("{}", warning(now).orElseThrow());
            }
        } else if (since.isPresent() && !told.equals(since) && !now.isBefore(nextLine)) {
            told = since;
            nextLine = now.plus(BETWEEN_LINES);
            LOG.info("{}", warning(now).orElseThrow());
        } else if (since.isEmpty() && told.isPresent()) {
            told = Optional.empty();
            LOG.info("Signals are read in time again");
        }
    }

    /** The warning; absent while signals are read in time. */
    public Optional<String> warning(Instant now) {
        return backlog.spell(now)
                .map(spell -> isHeld(spell, now)
                        ? "signals are read " + words(spell.delay())
                                + " after they happened; what is unread may say that devices are back, so verdicts wait"
                                + " until the backlog has been read, but not longer than until " + spell.mostUntil()
                        : "signals have been read late since " + spell.since() + ", most recently "
                                + words(spell.delay())
                                + " after they happened; verdicts no longer wait for the backlog, so outages may be"
                                + " announced that are already over. Compare iotc_lag_intake_seconds with the clock of"
                                + " this machine, and read large fleets through a queue");
    }

    /** For how many seconds deadlines have been waiting; 0 while they do not wait. */
    public double heldSeconds(Instant now) {
        return backlog.spell(now)
                .filter(spell -> now.isBefore(spell.until()))
                .map(spell -> Duration.between(spell.since(), now).toMillis() / 1000.0)
                .orElse(0.0);
    }

    private static boolean isHeld(Backlog.Spell spell, Instant now) {
        return now.isBefore(spell.mostUntil());
    }

    private static String words(Duration delay) {
        if (delay.toHours() > 1) {
            return delay.toHours() + " hours";
        }
        return delay.toMinutes() > 1 ? delay.toMinutes() + " minutes" : delay.toSeconds() + " s";
    }
}
