package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The form of all records: a byte for the kind, and what follows from it. Numbers are big-endian, texts and nested
 * records are prefixed with their length.
 */
public final class RecordBytes {
    private static final int USUAL_BYTES = 256;
    private ByteBuffer out = ByteBuffer.allocate(USUAL_BYTES);

    /** Writes a number. */
    public RecordBytes number(byte value) {
        room(Byte.BYTES).put(value);
        return this;
    }

    /** Writes a number. */
    public RecordBytes number(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    /** Writes a number. */
    public RecordBytes number(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    RecordBytes moment(Instant moment) {
        return number(moment.getEpochSecond()).number(moment.getNano());
    }

    RecordBytes text(Optional<String> text) {
        return text(text.orElse(""));
    }

    /** Writes a text, which {@link #text(ByteBuffer)} reads. */
    public RecordBytes text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a record, which {@link #bytes(ByteBuffer)} reads. */
    public RecordBytes bytes(byte[] bytes) {
        room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
        return this;
    }

    /** Returns a copy of what was written. */
    public byte[] toBytes() {
        byte[] written = new byte[out.position()];
        out.flip().get(written);
        return written;
    }

    private ByteBuffer room(int more) {
        if (out.remaining() < more) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * out.capacity(), out.position() + more));
            out = larger.put(out.flip());
        }
        return out;
    }

    /** Reads what follows the kind of a record. */
    @FunctionalInterface
    interface Kinds<T> {
        /**
         * @throws MalformedRecord {@link #unsupported} for a kind that it does not know
         */
        T read(byte kind, ByteBuffer in);
    }

    /**
     * Decodes a record.
     *
     * @param value null counts as empty
     * @throws MalformedRecord if it is damaged; nothing else is thrown
     */
    static <T> T read(byte[] value, Kinds<T> kinds) {
        try {
            ByteBuffer in = ByteBuffer.wrap(value == null ? new byte[0] : value);
            return kinds.read(in.get(), in);
        } catch (MalformedRecord e) {
            throw e;
        } catch (BufferUnderflowException e) {
            throw new MalformedRecord("it is truncated", e);
        } catch (RuntimeException e) {
            throw new MalformedRecord(e.getMessage(), e);
        }
    }

    static MalformedRecord unsupported(byte kind) {
        return new UnsupportedRecord("its kind " + kind);
    }

    /**
     * Reads a record.
     *
     * @throws BufferUnderflowException if it is truncated
     */
    public static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] read = new byte[length];
        in.get(read);
        return read;
    }

    /**
     * Reads a text.
     *
     * @throws BufferUnderflowException if it is truncated
     */
    public static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    /** A text that is absent if it is empty. */
    static Optional<String> optional(ByteBuffer in) {
        return Optional.of(text(in)).filter(some -> !some.isEmpty());
    }

    static Instant moment(ByteBuffer in) {
        return Instant.ofEpochSecond(in.getLong(), in.getInt());
    }
}
