package io.iotconnectivity.web;

import java.util.Locale;

/** Why the server, not the client, closes a connection. */
enum ConnectionEnd {
    /** Too many connections were open, and all were busy. */
    REFUSED,
    /** Too many connections were open, and this one had waited longest for its client; a newer one took its place. */
    REPLACED,
    /** The first request header was not complete in time. */
    HEAD,
    /** The body was not complete in time, or was too long. */
    BODY,
    /** No further request arrived. */
    IDLE,
    /** The client did not read its response or stream. */
    UNREAD,
    /** The client pipelined more requests than are buffered. */
    AHEAD;

    /** The name used in metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
