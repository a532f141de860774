/**
 * Finds causes in the IoT log, which arrives later than the event it explains. It keeps pending questions and asks many
 * of them together. It must not decide what a cause changes.
 */
package io.iotconnectivity.aws.logs;
