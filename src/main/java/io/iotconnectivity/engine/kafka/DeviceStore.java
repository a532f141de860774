package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The devices of one partition: of each its presence, and the keys of the latest signals about it, so that a signal
 * that is delivered again is recognised. Older repetitions do no harm: the rules compare versions and times.
 *
 * <p>A value is a byte for the format, a byte for the number of keys, the keys, latest last, and the presence.
 */
final class DeviceStore {
    /** How many signals of a device are remembered. */
    static final int MOST_KEYS = 16;

    private static final byte FORMAT = 1;
    private static final int KEY_BYTES = 16;
    private static final int FRONT = 2;

    private final KeyValueStore<String, byte[]> store;
    private final PresenceCodec codec = new PresenceCodec();

    DeviceStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /**
     * A device as it is stored.
     *
     * @param encoded the presence as it is stored; empty for an unseen device
     */
    record Device(Presence presence, byte[] encoded, List<InboxKey> heard) {
        /** The device after another signal. */
        Device heard(Optional<InboxKey> key) {
            if (key.isEmpty()) {
                return this;
            }
            List<InboxKey> all = new ArrayList<>(heard.size() + 1);
            all.addAll(heard.size() < MOST_KEYS ? heard : heard.subList(1, heard.size()));
            all.add(key.get());
            return new Device(presence, encoded, List.copyOf(all));
        }
    }

    /**
     * @throws MalformedRecord if what is stored is damaged
     */
    Device get(ClientId client) {
        byte[] stored = store.get(client.value());
        return stored == null
                ? new Device(Presence.unseen(client), new byte[0], List.of())
                : read(client, stored, codec);
    }

    /**
     * Decodes a device.
     *
     * @throws MalformedRecord if it is damaged
     */
    static Device read(ClientId client, byte[] stored, PresenceCodec codec) {
        if (stored.length < FRONT || stored[0] != FORMAT || stored.length < FRONT + stored[1] * KEY_BYTES) {
            throw new MalformedRecord("it is truncated, or its format is not supported by this version");
        }
        ByteBuffer in = ByteBuffer.wrap(stored);
        int count = in.position(1).get();
        List<InboxKey> heard = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            heard.add(new InboxKey(in.getLong(), in.getLong()));
        }
        byte[] encoded = Arrays.copyOfRange(stored, in.position(), stored.length);
        Presence presence = encoded.length == 0 ? Presence.unseen(client) : codec.read(client, encoded);
        return new Device(presence, encoded, List.copyOf(heard));
    }

    /** Removes a device, and returns what was stored. */
    byte[] remove(ClientId client) {
        return store.delete(client.value());
    }

    /** Stores the presence of a device, and returns the device as it is stored now. */
    Device put(Presence after, List<InboxKey> heard) {
        Device device = new Device(after, codec.write(after), heard);
        put(after.client(), device);
        return device;
    }

    /** Stores a device whose presence is unchanged. */
    void put(ClientId client, Device device) {
        ByteBuffer out = ByteBuffer.allocate(FRONT + device.heard().size() * KEY_BYTES + device.encoded().length);
        out.put(FORMAT).put((byte) device.heard().size());
        device.heard().forEach(key -> out.putLong(key.high()).putLong(key.low()));
        store.put(client.value(), out.put(device.encoded()).array());
    }
}
