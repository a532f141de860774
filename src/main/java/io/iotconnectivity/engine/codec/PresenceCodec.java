package io.iotconnectivity.engine.codec;

import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;

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

    /**
     * A device of which the rest cannot be read: nothing is known, but its next event gets a number that none has had.
     *
     * @param sequence of its last event
     */
    public static Presence anew(ClientId client, long sequence, Instant updatedAt) {
        Presence none = Presence.unseen(client);
        return new Presence(
                client,
                none.state(),
                none.since(),
                none.link(),
                none.lastClose(),
                none.will(),
                none.deadline(),
                none.outage(),
                none.verified(),
                none.willAlone(),
                none.enquiry(),
                none.findings(),
                none.lastSeen(),
                none.thing(),
                none.overlays(),
                sequence,
                updatedAt);
    }

    /**
     * What is held of this device.
     *
     * @throws RuntimeException if it cannot be read, or is held of another device
     */
    public Presence read(ClientId client, byte[] stored) {
        Presence read = json.read(stored);
        if (!client.equals(read.client())) {
            throw new IllegalArgumentException("it is about another device");
        }
        if (read.state() == null || read.updatedAt() == null) {
            throw new IllegalArgumentException("it has no state, or no time");
        }
        return read;
    }
}
