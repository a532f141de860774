/**
 * Traces: spans from a source through the store to every attempt at every sink. It keeps client ids and secrets out of
 * what is exported unless the settings say otherwise. It must not be required for anything else to work.
 */
package io.iotconnectivity.trace;
