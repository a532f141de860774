package io.iotconnectivity.web;

import java.util.Locale;

/** Why a connection is ended by us, and not by its client. */
enum ConnectionEnd {
    /** There were too many, all of them at work. */
    REFUSED,
    /** There were too many, and it was the one to have waited longest for its client: a newer one got its place. */
    REPLACED,
    /** The first header was not complete in time. */
    HEAD,
    /** The body was not complete in time, or too long. */
    BODY,
    /** No further request came. */
    IDLE,
    /** Its answer, or what its stream had to tell, was not taken. */
    UNREAD,
    /** More requests were sent ahead than are kept. */
    AHEAD;

    /** As the metrics call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
