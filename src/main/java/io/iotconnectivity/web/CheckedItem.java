package io.iotconnectivity.web;

import java.util.Optional;

/**
 * What a check of what is around the product found, as the command doctor shows it.
 *
 * @param check what was looked at
 * @param status {@code ok}, {@code warning}, {@code error} or {@code unknown}
 * @param finding one printable line
 * @param fix a command to run, or a setting or a policy to change; absent where there is nothing to do
 */
public record CheckedItem(String check, String status, String finding, Optional<String> fix) {}
