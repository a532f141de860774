/**
 * Decides how events reach sinks: what each sink receives, in which order, when a failed attempt is retried, and when
 * to give up. It keeps the queues, the open tickets and the circuit breaker of each sink and partition in memory, and
 * has the engine save what must survive, through {@link io.iotconnectivity.delivery.DeliveryStore} and
 * {@link io.iotconnectivity.delivery.AssignedPartition}. It must not know SQL, SQLite, any engine, or how many events
 * lie between two positions of the log.
 */
package io.iotconnectivity.delivery;
