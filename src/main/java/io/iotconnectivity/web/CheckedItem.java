package io.iotconnectivity.web;

import java.util.Optional;

/**
 * One finding of the account check, as the command doctor shows it.
 *
 * @param check what was checked
 * @param status {@code ok}, {@code warning}, {@code error} or {@code unknown}
 * @param finding one printable line
 * @param fix a command to run, or a setting or policy to change; absent if there is nothing to do
 */
public record CheckedItem(String check, String status, String finding, Optional<String> fix) {}
