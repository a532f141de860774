package io.iotconnectivity.engine.codec;

import io.iotconnectivity.signal.Signal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Recognises a signal that comes again: four bytes of the signal's own time, so that keys made at one time lie together,
 * and twelve of a hash of its identity.
 */
public final class InboxKey {
    private final byte[] bytes;

    private InboxKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Empty for signals that cannot be told from a repetition. */
    public static Optional<InboxKey> of(Signal signal) {
        return signal.identity().map(identity -> of(signal, identity));
    }

    private static InboxKey of(Signal signal, String identity) {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        return new InboxKey(ByteBuffer.allocate(16)
                .putInt((int) signal.at().getEpochSecond())
                .put(hash, 0, 12)
                .array());
    }

    /** 16 bytes; not a copy. */
    public byte[] bytes() {
        return bytes;
    }
}
