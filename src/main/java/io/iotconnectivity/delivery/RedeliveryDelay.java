package io.iotconnectivity.delivery;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Exponential backoff after failures, with jitter so that many events do not return at the same moment. */
final class RedeliveryDelay {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(60);

    /**
     * The library's randomised form does not spread the longest pause, which is the one that many share after an
     * outage.
     */
    private static final IntervalFunction FULL =
            IntervalFunction.ofExponentialBackoff(SHORTEST.toMillis(), 2, LONGEST.toMillis());

    /**
     * From this many failures on, the pause is the longest; caps the steps of the function, which grow with the
     * failures.
     */
    private static final int MOST_STEPS = 16;

    private RedeliveryDelay() {}

    /**
     * @param failures the number of consecutive failures, from 1
     * @return between half of the doubled pause and all of it
     */
    static Duration after(int failures) {
        long full = FULL.apply(Math.min(failures, MOST_STEPS));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }

    /**
     * The same if the sink asks for a pause: it gets at least that pause, and no less than others that fail as often. A
     * sink that always says "now" would otherwise be called in a tight loop.
     */
    static Duration after(int failures, Optional<Duration> asked) {
        Duration own = after(failures);
        return asked.filter(pause -> pause.compareTo(own) > 0).orElse(own);
    }
}
