package io.iotconnectivity.engine.move;

import io.iotconnectivity.engine.codec.InboxKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The keys of signals, one after the other. */
public final class HeardKeys {
    private static final int BYTES = 16;

    private HeardKeys() {}

    /** Encodes keys. */
    public static byte[] joined(Collection<InboxKey> keys) {
        ByteBuffer out = ByteBuffer.allocate(keys.size() * BYTES);
        keys.forEach(key -> out.putLong(key.high()).putLong(key.low()));
        return out.array();
    }

    /**
     * Decodes keys.
     *
     * @throws IllegalArgumentException if they are no keys
     */
    public static List<InboxKey> split(byte[] joined) {
        if (joined.length % BYTES != 0) {
            throw new IllegalArgumentException("a key of a signal is cut off");
        }
        ByteBuffer in = ByteBuffer.wrap(joined);
        List<InboxKey> keys = new ArrayList<>(joined.length / BYTES);
        while (in.hasRemaining()) {
            keys.add(new InboxKey(in.getLong(), in.getLong()));
        }
        return keys;
    }
}
