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
    UNKNOWN,
    /** It was taken out of service: whatever becomes of it is no trouble, until it connects again. */
    RETIRED,
    /** It is registered as a thing, but has never been heard of for as long as the settings allow. */
    NEVER_CONNECTED;

    /** Whether it has a connection, as far as is known. */
    public boolean isConnected() {
        return this == ONLINE || this == STALE;
    }
}
