package io.iotconnectivity.engine.codec;

import io.iotconnectivity.signal.Signal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;

/**
 * Identifies a signal, so that a redelivery is recognised: four bytes of the signal's own time, so that keys of the
 * same time lie together, and twelve of a hash of its identity.
 *
 * @param high the first eight bytes; unsigned, it orders keys by the signal's own time
 * @param low the last eight bytes
 */
public record InboxKey(long high, long low) {
    private static final int BYTES = 16;

    /** Empty for signals that cannot be distinguished from a redelivery. */
    public static Optional<InboxKey> of(Signal signal) {
        return signal.identity().map(identity -> of(signal, identity));
    }

    private static InboxKey of(Signal signal, String identity) {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        long time = signal.at().getEpochSecond() << 32;
        return new InboxKey(time | Integer.toUnsignedLong(bytes.getInt()), bytes.getLong());
    }

    /** Decodes what {@link #bytes} has encoded. */
    public static InboxKey of(byte[] bytes) {
        ByteBuffer stored = ByteBuffer.wrap(bytes);
        return new InboxKey(stored.getLong(), stored.getLong());
    }

    /** The signal's own time, in whole seconds. */
    public Instant time() {
        return Instant.ofEpochSecond(high >>> 32);
    }

    /** 16 bytes, which sort as the keys do. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}
