/**
 * Reads what ticket systems report when somebody acts on a ticket: checks that it is genuine, and makes a note of it. It
 * must not know HTTP servers or the engine.
 */
package io.iotconnectivity.webhook.inbound;
