package io.iotconnectivity.web;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account check of the application that runs: begun when somebody asks for it, done in the background, kept in memory. Safe for
 * any number of threads.
 */
final class AccountChecking {
    private static final Logger LOG = LoggerFactory.getLogger(AccountChecking.class);

    private final Function<Consumer<List<CheckedItem>>, List<CheckedItem>> check;
    private final Clock clock;
    private State state = new State("never", Optional.empty(), List.of());

    /**
     * @param check takes as long as it takes; what it is given is told what has been found so far
     */
    AccountChecking(Function<Consumer<List<CheckedItem>>, List<CheckedItem>> check, Clock clock) {
        this.check = check;
        this.clock = clock;
    }

    /**
     * How it stands.
     *
     * @param status {@code never}, {@code running} or {@code done}
     * @param at when the check began that is running, or when the last one was done; absent before the first
     * @param items what was found; so far, while it runs
     */
    record State(String status, Optional<Instant> at, List<CheckedItem> items) {}

    synchronized State state() {
        return state;
    }

    /**
     * Has a check begin, and returns at once.
     *
     * @return how it stands; empty if one is running already
     */
    synchronized Optional<State> begin() {
        if (state.status().equals("running")) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        state = new State("running", Optional.of(now), List.of());
        Thread thread = new Thread(() -> run(now), "account-check-asked-for");
        thread.setDaemon(true);
        thread.start();
        return Optional.of(state);
    }

    private void run(Instant begun) {
        List<CheckedItem> found;
        try {
            found = check.apply(soFar -> set(new State("running", Optional.of(begun), soFar)));
        } catch (RuntimeException e) {
            LOG.warn("The account check failed", e);
            found = List.of(new CheckedItem(
                    "account check",
                    "unknown",
                    "the check itself failed",
                    Optional.of("look into the log of the application, or run the command doctor")));
        }
        set(new State("done", Optional.of(clock.instant()), found));
    }

    private synchronized void set(State now) {
        state = now;
    }
}
