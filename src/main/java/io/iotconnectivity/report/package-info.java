/**
 * Reports on availability. Keeps the history of each device in a file beside the engine's, which follows the log of
 * events, and computes and writes reports. It must not write to the engine's store, nor take time of its threads, and
 * must not know which engine there is.
 */
package io.iotconnectivity.report;
