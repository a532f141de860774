/**
 * Decides what a signal, a deadline or a blind source changes: drives the presence machine, the incident machine and the feedback
 * between them. It keeps nothing itself, but reads and writes through a port. It must not know a clock, a store or any I/O, so that
 * every engine and {@code replay} decide the same.
 */
package io.iotconnectivity.decide;
