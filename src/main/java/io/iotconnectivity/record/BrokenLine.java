package io.iotconnectivity.record;

import java.nio.file.Path;

/**
 * A line of a record that was skipped.
 *
 * @param number the line number, from 1
 * @param why the reason, for the user; printable
 */
public record BrokenLine(Path file, long number, String why) {}
