/**
 * Webhooks: signed and bounded requests to receivers that others run, to allowed addresses only. It keeps what an open
 * ticket needs to be updated and resolved at the receiver that was notified of its opening. It must not know the
 * engine; the payload files say what to send.
 */
package io.iotconnectivity.webhook;
