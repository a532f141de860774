package io.iotconnectivity.presence;

import io.iotconnectivity.signal.LifeChange;
import java.time.Instant;

/**
 * Somebody had AWS IoT end a connection.
 *
 * @param at when that was asked for, by our clock
 * @param by who asked, and why
 */
public record CutOff(Instant at, LifeChange by) {}
