package io.iotconnectivity.engine.codec;

import io.iotconnectivity.presence.Presence;

/** What is held of a device, as JSON. */
public final class PresenceCodec {
    private final StoredJson<Presence> json = new StoredJson<>(Presence.class);

    /** As {@link #read} reads it. */
    public byte[] write(Presence presence) {
        return json.write(presence);
    }

    /**
     * Also reads what earlier versions have written.
     *
     * @throws java.io.UncheckedIOException if it is damaged
     */
    public Presence read(byte[] stored) {
        return json.read(stored);
    }
}
