/**
 * From the events of devices to incidents: one ticket a problem, by grouping, storms, flapping, conflicts, refusals,
 * dependencies and silences. It keeps a case for each device and group that is in trouble. It must not know how incidents are
 * delivered, a clock, or any I/O.
 */
package io.iotconnectivity.incident;
