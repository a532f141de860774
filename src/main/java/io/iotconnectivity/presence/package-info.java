/**
 * The verdict on one device: its state, the rules of each signal, graces and deadlines, and the questions to ask. It keeps
 * everything it knows of a device in one record, so that a step is a function of state, signal and time. It must not know
 * other devices, a clock, or any I/O.
 */
package io.iotconnectivity.presence;
