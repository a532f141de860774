package io.iotconnectivity.availability;

/**
 * Many changes of which only the sums are kept. A mark follows.
 *
 * @param at when it begins, in milliseconds since 1970
 * @param end when it ends
 * @param sums what happened within; its times add up to the length
 */
public record Lump(long at, long end, Figures sums) implements TimelineEntry {}
