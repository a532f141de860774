package io.iotconnectivity.event;

import java.time.Instant;

/**
 * A source of ours that was blind when an event was decided, so that what the event tells could not be checked.
 *
 * @param source name of its route
 * @param since when nothing was heard by it any more
 */
public record Blind(String source, Instant since) {}
