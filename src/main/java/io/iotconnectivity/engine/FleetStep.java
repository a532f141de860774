package io.iotconnectivity.engine;

import java.time.Instant;

/**
 * The fleet in a step of time.
 *
 * @param at when the step begins
 * @param online devices with this verdict at the end of the step, or now if it goes on; the same of the other verdicts
 * @param outages how many began in the step: were told of as offline
 * @param recoveries how many outages and silences were told to be over in the step
 */
public record FleetStep(
        Instant at, long online, long suspect, long offline, long stale, long unknown, long outages, long recoveries) {}
