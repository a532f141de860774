package io.iotconnectivity.engine.codec;

import java.util.Arrays;

/**
 * Writes protobuf's wire format into a buffer that is reused for every record. Knows fields and their types, but not
 * what they mean. Not thread-safe.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf encoding</a>
 */
final class WireWriter {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED32 = 5;

    private static final int USUAL = 1024;
    /** One large record must not occupy its memory for ever. */
    private static final int LARGEST_KEPT = 64 * 1024;

    private static final int LONGEST_VARINT = 10;

    private byte[] buffer = new byte[USUAL];
    private int size;

    /** Starts over. */
    void clear() {
        size = 0;
        if (buffer.length > LARGEST_KEPT) {
            buffer = new byte[USUAL];
        }
    }

    /** The number of bytes written. */
    int size() {
        return size;
    }

    /** Discards what was written after the first {@code earlierSize} bytes. */
    void cut(int earlierSize) {
        size = earlierSize;
    }

    /** Writes a field with an unsigned number. */
    void varint(int field, long value) {
        tag(field, VARINT);
        rawVarint(value);
    }

    /** Writes a field with a signed number; small ones of either sign are short. */
    void signed(int field, long value) {
        varint(field, zigzag(value));
    }

    /** Writes a field with exactly 32 bits. */
    void fixed32(int field, int value) {
        tag(field, FIXED32);
        rawFixed32(value);
    }

    /** Writes a field with these bytes. */
    void bytes(int field, byte[] value) {
        tag(field, LENGTH_DELIMITED);
        rawVarint(value.length);
        raw(value, 0, value.length);
    }

    /**
     * Begins a field whose length is known only at its end.
     *
     * @return what {@link #end} takes
     */
    int begin(int field) {
        tag(field, LENGTH_DELIMITED);
        ensure(1);
        return size++;
    }

    /** Ends the field that was begun last. */
    void end(int begun) {
        int length = size - begun - 1;
        if (length < 0x80) {
            buffer[begun] = (byte) length;
            return;
        }
        // Rare: the length needs more bytes than were reserved for it.
        int more = varintSize(length) - 1;
        ensure(more);
        System.arraycopy(buffer, begun + 1, buffer, begun + 1 + more, length);
        size = begun;
        rawVarint(length);
        size += length;
    }

    /** Writes a varint of 1 to 10 bytes, without a tag. */
    void rawVarint(long value) {
        ensure(LONGEST_VARINT);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    /** Writes a byte, without a tag. */
    void rawByte(int value) {
        ensure(1);
        buffer[size++] = (byte) value;
    }

    /** Writes 32 bits, little-endian, without a tag. */
    void rawFixed32(int value) {
        ensure(4);
        putFixed32(buffer, size, value);
        size += 4;
    }

    /** Writes 64 bits, big-endian, without a tag. */
    void rawLong(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
    }

    /** Writes bytes, without a tag. */
    void raw(byte[] from, int offset, int length) {
        ensure(length);
        System.arraycopy(from, offset, buffer, size, length);
        size += length;
    }

    /**
     * Writes a text as UTF-8, without a tag. An unpaired surrogate, which a Java string can hold and UTF-8 cannot, is
     * encoded as if it were a character, so that nothing is lost.
     */
    void rawText(String text) {
        int length = text.length();
        ensure(Math.multiplyExact(length, 3));
        int to = size;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                buffer[to++] = (byte) c;
            } else if (c < 0x800) {
                buffer[to++] = (byte) (0xc0 | c >> 6);
                buffer[to++] = (byte) (0x80 | c & 0x3f);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                int both = Character.toCodePoint(c, text.charAt(++i));
                buffer[to++] = (byte) (0xf0 | both >> 18);
                buffer[to++] = (byte) (0x80 | both >> 12 & 0x3f);
                buffer[to++] = (byte) (0x80 | both >> 6 & 0x3f);
                buffer[to++] = (byte) (0x80 | both & 0x3f);
            } else {
                buffer[to++] = (byte) (0xe0 | c >> 12);
                buffer[to++] = (byte) (0x80 | c >> 6 & 0x3f);
                buffer[to++] = (byte) (0x80 | c & 0x3f);
            }
        }
        size = to;
    }

    /** Returns a copy of what was written. */
    byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    /** Stores 32 bits in an array, little-endian. */
    static void putFixed32(byte[] to, int at, int value) {
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >>> 8);
        to[at + 2] = (byte) (value >>> 16);
        to[at + 3] = (byte) (value >>> 24);
    }

    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private void tag(int field, int type) {
        if (field < 16) {
            ensure(1);
            buffer[size++] = (byte) (field << 3 | type);
        } else {
            rawVarint((long) field << 3 | type);
        }
    }

    private static int varintSize(long value) {
        return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }

    private void ensure(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(size, more)));
        }
    }
}
