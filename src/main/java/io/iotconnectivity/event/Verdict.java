package io.iotconnectivity.event;

/** What we hold to be true of a device. */
public enum Verdict {
    /** It has a connection. */
    ONLINE,
    /** Its connection ended, or its will came; the grace runs. */
    SUSPECT,
    /** It has been away for longer than its grace. */
    OFFLINE,
    /** It has a connection, but has been silent for too long. */
    STALE,
    /** Nothing that was heard tells whether it is there. */
    UNKNOWN
}
