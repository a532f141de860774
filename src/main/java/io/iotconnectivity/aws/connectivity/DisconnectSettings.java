package io.iotconnectivity.aws.connectivity;

import java.time.Duration;

/**
 * Whether people may have AWS IoT end connections of devices.
 *
 * @param every how much time lies between two connections that are ended, at least one second
 */
public record DisconnectSettings(boolean enabled, Duration every) {}
