package io.iotconnectivity.record;

import java.nio.file.Path;

/**
 * A line of a record that was left out.
 *
 * @param number counts from 1
 * @param why for the user, printable
 */
public record BrokenLine(Path file, long number, String why) {}
