package io.iotconnectivity.enrich;

import java.time.Duration;

/**
 * How one enrich route is asked.
 *
 * @param enabled whether it is asked at all
 * @param keep for how long an answer is good
 * @param batch about how many devices it is asked at a time; at least 1
 * @param maxCallsPerSecond how often it is asked in a second; at least 1
 * @param timeout how long one call may take
 */
public record EnrichSettings(boolean enabled, Duration keep, int batch, int maxCallsPerSecond, Duration timeout) {}
