package io.iotconnectivity.enrich;

import java.time.Duration;

/**
 * How patient the questions to an enrich route are.
 *
 * @param firstPause after a failure; it doubles up to half a minute
 * @param gathering how long the first question of a batch waits for more: those of a storm arrive within a moment
 * @param mostWaiting how many may wait
 */
record EnrichPace(Duration firstPause, Duration gathering, int mostWaiting) {
    static final EnrichPace USUAL = new EnrichPace(Duration.ofSeconds(1), Duration.ofMillis(100), 200_000);

    /** For routes that gather the questions themselves. */
    EnrichPace atOnce() {
        return new EnrichPace(firstPause, Duration.ZERO, mostWaiting);
    }
}
