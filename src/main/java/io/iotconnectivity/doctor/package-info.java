/**
 * Finds what is wrong around the product: in the AWS account, at the broker, on this machine. It keeps one class a check, and each
 * finding names the command or the setting that fixes it. It stands above the settings, so it must not be known to anything but the
 * command line and the wiring.
 */
package io.iotconnectivity.doctor;
