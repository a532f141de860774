package io.iotconnectivity.engine;

import java.util.List;

/**
 * Events that follow each other in the log of all that goes out.
 *
 * @param from the place that they follow
 * @param events in their order; none is left out
 */
public record LogSlice(LogPosition from, List<LoggedEvent> events) {}
