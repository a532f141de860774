package io.iotconnectivity;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sets the defaults of every {@code await()}.
 *
 * <p>It waits up to a minute: a test passes as soon as what it awaits is there, so only a failing test ever takes that
 * long, and Awaitility's ten seconds are too short for a busy machine.
 *
 * <p>It polls after 10 ms and then less and less often, down to every 100 ms as Awaitility does throughout: most of what
 * tests await is there at once. Integration tests switch this off ({@code polls.eager}): processes take longer, and
 * polling takes CPU from them.
 */
public final class AwaitDefaults implements LauncherSessionListener {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(100);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
        if (System.getProperty("polls.eager", "true").equals("false")) {
            return;
        }
        Awaitility.setDefaultPollDelay(FIRST);
        Awaitility.setDefaultPollInterval(new IterativePollInterval(AwaitDefaults::next, FIRST));
    }

    private static Duration next(Duration last) {
        Duration longer = last.multipliedBy(3).dividedBy(2);
        return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    }
}
