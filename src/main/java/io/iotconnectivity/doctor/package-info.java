/**
 * Finds what is wrong around the product: in the AWS account, at the broker, on this machine. It keeps one class per
 * check, and each finding names the command or setting that fixes it. It must not be known to anything but the command
 * line and the wiring, because it stands above the settings.
 */
package io.iotconnectivity.doctor;
