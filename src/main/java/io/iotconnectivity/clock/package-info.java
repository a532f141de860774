/** Whether our own clock is right: everything that is decided by time rests on it. */
package io.iotconnectivity.clock;
