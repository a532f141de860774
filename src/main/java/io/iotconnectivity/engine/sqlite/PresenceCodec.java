package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.presence.Presence;

/** What is held of a device, as JSON. */
final class PresenceCodec {
    private final StoredJson<Presence> json = new StoredJson<>(Presence.class);

    byte[] write(Presence presence) {
        return json.write(presence);
    }

    Presence read(byte[] stored) {
        return json.read(stored);
    }
}
