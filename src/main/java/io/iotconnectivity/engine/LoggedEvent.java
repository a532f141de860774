package io.iotconnectivity.engine;

import io.iotconnectivity.event.Event;

/**
 * An event and its place in the log of all that goes out.
 *
 * @param position no other event has it
 * @param isForAll whether it goes to all that want it; otherwise it was sent to one sink only, as a test or once more
 */
public record LoggedEvent(LogPosition position, Event event, boolean isForAll) {}
