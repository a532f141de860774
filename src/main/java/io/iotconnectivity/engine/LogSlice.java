package io.iotconnectivity.engine;

import java.util.List;

/**
 * Consecutive events of the log.
 *
 * @param from the position that they follow
 * @param events in order, without gaps
 */
public record LogSlice(LogPosition from, List<LoggedEvent> events) {}
