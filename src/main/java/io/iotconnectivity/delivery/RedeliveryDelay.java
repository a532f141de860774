package io.iotconnectivity.delivery;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after a failure: doubled each time, and spread, so that many do not come back at one moment. */
final class RedeliveryDelay {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(60);

    /** The random form of the library spreads all but the longest pause, which is the one that many share after an outage. */
    private static final IntervalFunction FULL =
            IntervalFunction.ofExponentialBackoff(SHORTEST.toMillis(), 2, LONGEST.toMillis());

    /** Behind so many the pause is the longest; the function takes as many steps as it is told of failures. */
    private static final int MOST_STEPS = 16;

    private RedeliveryDelay() {}

    /**
     * @param failures how many there have been in a row, from 1
     * @return between half and all of the doubled pause
     */
    static Duration after(int failures) {
        long full = FULL.apply(Math.min(failures, MOST_STEPS));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }

    /**
     * The same where the sink asks for a pause: it gets all of it, and no less than others that fail as often. One that always says
     * "at once" would be called without end.
     */
    static Duration after(int failures, Optional<Duration> asked) {
        Duration own = after(failures);
        return asked.filter(pause -> pause.compareTo(own) > 0).orElse(own);
    }
}
