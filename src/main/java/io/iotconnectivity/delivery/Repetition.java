package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Duration;

/**
 * What to repeat to a sink while its ticket is open.
 *
 * @param every the interval
 * @param event the last event of the ticket that the sink accepted
 */
public record Repetition(Duration every, Event event) {}
