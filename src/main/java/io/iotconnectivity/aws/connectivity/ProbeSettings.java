package io.iotconnectivity.aws.connectivity;

import java.time.Duration;

/**
 * How a silent device is probed before it counts as STALE.
 *
 * @param enabled whether any device is probed
 * @param byDefault whether those of the default class are
 * @param topic where the message is sent to; the device's policy must allow it to receive there, it need not subscribe
 * @param timeout how long to wait for its acknowledgement; whole seconds, 1 to 15
 * @param maxCallsPerSecond at least 1; each is billed as a message
 */
public record ProbeSettings(
        boolean enabled, boolean byDefault, String topic, Duration timeout, int maxCallsPerSecond) {}
