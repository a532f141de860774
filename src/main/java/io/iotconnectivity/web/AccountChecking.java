package io.iotconnectivity.web;

import io.iotconnectivity.thread.NamedThread;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account check of the running application: started on request, run in the background, its result kept in memory.
 * Thread-safe.
 */
final class AccountChecking {
    private static final Logger LOG = LoggerFactory.getLogger(AccountChecking.class);

    private final Function<Consumer<List<CheckedItem>>, List<CheckedItem>> check;
    private final Clock clock;
    private State state = new State("never", Optional.empty(), List.of());

    /**
     * @param check may take as long as it needs; it passes what it has found so far to its argument
     */
    AccountChecking(Function<Consumer<List<CheckedItem>>, List<CheckedItem>> check, Clock clock) {
        this.check = check;
        this.clock = clock;
    }

    /**
     * The state of the check.
     *
     * @param status {@code never}, {@code running} or {@code done}
     * @param at when the running check, or else the last one, began; absent before the first
     * @param items the findings; while it runs, those so far
     */
    record State(String status, Optional<Instant> at, List<CheckedItem> items) {}

    synchronized State state() {
        return state;
    }

    /**
     * Starts a check and returns at once.
     *
     * @return its state; empty if one is already running
     */
    synchronized Optional<State> begin() {
        if (state.status().equals("running")) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        state = new State("running", Optional.of(now), List.of());
        Thread thread = NamedThread.daemon("account-check-asked-for", () -> run(now));
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
                    Optional.of("see the application's log, or run the command doctor")));
        }
        set(new State("done", Optional.of(clock.instant()), found));
    }

    private synchronized void set(State now) {
        state = now;
    }
}
