/** From device events to incidents: grouping, flapping, conflicts, refusals and suppression. Pure. */
package io.iotconnectivity.incident;
