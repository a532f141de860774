/**
 * What comes in, and its parsers: presence events, last wills, signs of life, answers to questions. It keeps what a message
 * said, bounded in size and depth. It must not know what follows from it, nor any clock or I/O.
 */
package io.iotconnectivity.signal;
