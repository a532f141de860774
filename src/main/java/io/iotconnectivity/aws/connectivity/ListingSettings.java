package io.iotconnectivity.aws.connectivity;

import java.time.Duration;
import java.util.Optional;

/**
 * When AWS is asked what connected devices are subscribed to.
 *
 * @param required whether any device must be subscribed to anything; if not, AWS is not asked
 * @param after how long a device has to subscribe after it has connected
 * @param checkEvery how often every connected device is asked about; absent: only after it has connected
 * @param recheckEvery how often a deaf device is asked about
 * @param maxCallsPerSecond at least 1
 * @param maxIncidents how many incidents about deaf devices may be open, at least 1
 */
public record ListingSettings(
        boolean required,
        Duration after,
        Optional<Duration> checkEvery,
        Duration recheckEvery,
        int maxCallsPerSecond,
        int maxIncidents) {}
