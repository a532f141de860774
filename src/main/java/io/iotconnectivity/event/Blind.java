package io.iotconnectivity.event;

import java.time.Instant;

/**
 * A source of this application that was blind when an event was decided, so that the event could not be verified.
 *
 * @param source the name of its route
 * @param since when the source stopped delivering
 */
public record Blind(String source, Instant since) {}
