package io.iotconnectivity.engine;

import io.iotconnectivity.event.Event;

/**
 * An event and its position in the log.
 *
 * @param position unique to this event
 * @param isForAll whether it is for every sink that wants it; otherwise it was sent to one sink only, as a test or a
 *     replay
 */
public record LoggedEvent(LogPosition position, Event event, boolean isForAll) {}
