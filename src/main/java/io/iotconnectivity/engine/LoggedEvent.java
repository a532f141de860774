package io.iotconnectivity.engine;

import io.iotconnectivity.event.Event;

/**
 * An event and its place in the log of all that goes out.
 *
 * @param sequence grows from event to event; none is skipped as long as the engine remembers the log
 * @param isForAll whether it goes to all that want it; otherwise it was sent to one sink only, as a test or once more
 */
public record LoggedEvent(long sequence, Event event, boolean isForAll) {}
