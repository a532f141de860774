/**
 * Decides how events get to sinks: what each sink is given, in which order, when a failed attempt is repeated, and when it is given up.
 * It keeps the queues, the open tickets and the circuit breaker of each sink in memory, and has what must survive a restart saved by the
 * engine. It must not know SQL, SQLite, or any engine.
 */
package io.iotconnectivity.delivery;
