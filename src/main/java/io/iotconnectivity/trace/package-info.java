/** Traces: from a source through the store to every attempt at every sink. */
package io.iotconnectivity.trace;
