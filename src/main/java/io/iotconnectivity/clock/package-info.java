/**
 * Whether our own clock is right, since everything that is decided by time rests on it. It keeps what the answers of AWS and
 * the times of messages say about it. It must not change the time that anything is decided by.
 */
package io.iotconnectivity.clock;
