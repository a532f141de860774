/**
 * Incoming signals and their parsers: presence events, last wills, signs of life, answers to questions. It keeps what a
 * message said, bounded in size and depth. It must not know what follows from a signal, a clock, or any I/O.
 */
package io.iotconnectivity.signal;
