package io.iotconnectivity.enrich;

import java.time.Duration;

/**
 * How patient the questions to an enrich route are.
 *
 * @param firstPause after a failure; it doubles up to half a minute
 * @param mostWaiting how many devices may wait to be asked about
 */
record EnrichPace(Duration firstPause, int mostWaiting) {
    static final EnrichPace USUAL = new EnrichPace(Duration.ofSeconds(1), 200_000);
}
