/**
 * Derives incidents from device events: one ticket per problem, by grouping, storms, flapping, conflicts, refusals,
 * dependencies and silences. It keeps a case for each device and group in trouble. It must not know how incidents are
 * delivered, a clock, or any I/O.
 */
package io.iotconnectivity.incident;
