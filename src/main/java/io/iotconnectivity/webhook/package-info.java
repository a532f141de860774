/**
 * Webhooks: requests to receivers that others run, signed, bounded, and to allowed addresses only. It keeps what an open
 * ticket needs to be updated and resolved at the receiver that was told of its opening. It must not know the engine; what to
 * send is said by the payload files.
 */
package io.iotconnectivity.webhook;
