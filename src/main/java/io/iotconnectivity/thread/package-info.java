/**
 * The threads of the product: every one has a name that a thread dump can be read by, none dies unnoticed, and what
 * is repeated survives its failures. It keeps nothing.
 * It must not know what the threads are for.
 */
package io.iotconnectivity.thread;
