package io.iotconnectivity.engine;

import java.time.Instant;

/**
 * The fleet during one time step.
 *
 * @param at the start of the step
 * @param online devices with this verdict at the end of the step, or now if it is in progress; likewise for the other
 *     verdicts
 * @param outages the number of outages announced in the step
 * @param recoveries the number of outages and silences whose end was announced in the step
 */
public record FleetStep(
        Instant at, long online, long suspect, long offline, long stale, long unknown, long outages, long recoveries) {}
