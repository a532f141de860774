package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The devices of one partition: of each its presence, the keys of the latest signals about it, so that a signal that is
 * delivered again is recognised, and the trace of its latest event. Older repetitions do no harm: the rules compare
 * versions and times.
 *
 * <p>A value is a byte for the format, a byte for the number of keys, the keys, latest last, and the presence. If there is
 * a trace, the format is another, and a byte for its length and the trace follow the keys.
 */
final class DeviceStore {
    /** How many signals of a device are remembered. */
    static final int MOST_KEYS = 16;

    private static final byte FORMAT = 1;
    private static final byte TRACED = 2;
    private static final int KEY_BYTES = 16;
    private static final int FRONT = 2;
    /** Those of the standard have 55 bytes. */
    private static final int LONGEST_TRACE = 255;

    private final KeyValueStore<String, byte[]> store;
    private final PresenceCodec codec = PresenceCodec.strict();

    DeviceStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /**
     * A device as it is stored.
     *
     * @param encoded the presence as it is stored; empty for an unseen device
     * @param trace of its latest event, if that has one
     */
    record Device(Presence presence, byte[] encoded, List<InboxKey> heard, Optional<String> trace) {
        static Device unseen(ClientId client) {
            return new Device(Presence.unseen(client), new byte[0], List.of(), Optional.empty());
        }

        /** The device after another signal. */
        Device heard(Optional<InboxKey> key) {
            if (key.isEmpty()) {
                return this;
            }
            List<InboxKey> all = new ArrayList<>(heard.size() + 1);
            all.addAll(heard.size() < MOST_KEYS ? heard : heard.subList(1, heard.size()));
            all.add(key.get());
            return new Device(presence, encoded, List.copyOf(all), trace);
        }
    }

    /**
     * @throws MalformedRecord if what is stored is damaged
     */
    Device get(ClientId client) {
        byte[] stored = store.get(client.value());
        return stored == null ? Device.unseen(client) : read(client, stored, codec);
    }

    /**
     * Decodes a device.
     *
     * @throws MalformedRecord if it is damaged
     */
    static Device read(ClientId client, byte[] stored, PresenceCodec codec) {
        try {
            return read(client, ByteBuffer.wrap(stored), codec);
        } catch (BufferUnderflowException e) {
            throw new MalformedRecord("it is truncated", e);
        }
    }

    private static Device read(ClientId client, ByteBuffer in, PresenceCodec codec) {
        byte format = in.get();
        if (format != FORMAT && format != TRACED) {
            throw new UnsupportedRecord("its format " + format);
        }
        int count = in.get();
        List<InboxKey> heard = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            heard.add(new InboxKey(in.getLong(), in.getLong()));
        }
        Optional<String> trace = Optional.empty();
        if (format == TRACED) {
            byte[] text = new byte[Byte.toUnsignedInt(in.get())];
            in.get(text);
            trace = Optional.of(new String(text, StandardCharsets.UTF_8));
        }
        byte[] encoded = new byte[in.remaining()];
        in.get(encoded);
        Presence presence = encoded.length == 0 ? Presence.unseen(client) : codec.read(client, encoded);
        return new Device(presence, encoded, List.copyOf(heard), trace);
    }

    /** Removes a device, and returns what was stored. */
    byte[] remove(ClientId client) {
        return store.delete(client.value());
    }

    /** Stores the presence of a device, and returns the device as it is stored now. */
    Device put(Presence after, List<InboxKey> heard, Optional<String> trace) {
        Device device = new Device(after, codec.write(after), heard, trace);
        put(after.client(), device);
        return device;
    }

    /** Stores a device whose presence is unchanged. */
    void put(ClientId client, Device device) {
        Optional<byte[]> trace = device.trace()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .filter(text -> text.length <= LONGEST_TRACE);
        ByteBuffer out = ByteBuffer.allocate(FRONT
                + device.heard().size() * KEY_BYTES
                + trace.map(text -> 1 + text.length).orElse(0)
                + device.encoded().length);
        out.put(trace.isPresent() ? TRACED : FORMAT).put((byte) device.heard().size());
        device.heard().forEach(key -> out.putLong(key.high()).putLong(key.low()));
        trace.ifPresent(text -> out.put((byte) text.length).put(text));
        store.put(client.value(), out.put(device.encoded()).array());
    }
}
