package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Duration;

/**
 * What a sink wants to be told again and again while its ticket is open.
 *
 * @param every how long after the last time
 * @param event the last one of the ticket that the sink has taken
 */
public record Repetition(Duration every, Event event) {}
