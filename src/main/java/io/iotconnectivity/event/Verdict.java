package io.iotconnectivity.event;

/** What the application believes about a device. */
public enum Verdict {
    /** It has a connection. */
    ONLINE,
    /** Its connection ended or its last will arrived, and the grace period is running. */
    SUSPECT,
    /** It has been away for longer than its grace period. */
    OFFLINE,
    /** It has a connection, but has been silent for too long. */
    STALE,
    /** Nothing received so far tells whether it is connected. */
    UNKNOWN
}
