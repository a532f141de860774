/**
 * Self-monitoring common to all engines: the batch in progress, and how much unreadable input is kept. It keeps the
 * limits and the findings of the last day, for the log and for health checks. It must not know where anything is
 * stored: no SQL, no tables.
 */
package io.iotconnectivity.engine.health;
