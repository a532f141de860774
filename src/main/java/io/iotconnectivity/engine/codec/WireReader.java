package io.iotconnectivity.engine.codec;

import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf's wire format. Whatever the input, it throws only {@link MalformedRecord}, takes no more steps than
 * there are bytes, and allocates nothing larger than the input.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf encoding</a>
 */
final class WireReader {
    private static final char REPLACEMENT = '\ufffd';

    private final byte[] bytes;
    private int at;
    private int end;
    private int field;
    private int type;

    /**
     * @param bytes not copied
     * @param from where the first field begins
     */
    WireReader(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
        this.end = bytes.length;
    }

    /**
     * Advances to the next field of the message; {@code false} at its end. The field's value must then be read or
     * skipped.
     */
    boolean next() {
        if (at == end) {
            return false;
        }
        long tag = rawVarint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        if (tag >>> 32 != 0 || field == 0) {
            throw new MalformedRecord("a field has the number 0");
        }
        return true;
    }

    /** The number of the current field, from 1. */
    int field() {
        return field;
    }

    /** The wire type of the current field; see {@link WireWriter#VARINT} and its neighbours. */
    int type() {
        return type;
    }

    /** Reads an unsigned number. */
    long varint() {
        expect(WireWriter.VARINT);
        return rawVarint();
    }

    /** Reads a signed number. */
    long signed() {
        return unzigzag(varint());
    }

    /** Reads a signed number that fits an int. */
    int signedInt() {
        long value = signed();
        if (value != (int) value) {
            throw new MalformedRecord("field " + field + " is too large");
        }
        return (int) value;
    }

    /** Reads exactly 32 bits. */
    int fixed32() {
        expect(WireWriter.FIXED32);
        if (end - at < 4) {
            throw cutOff();
        }
        at += 4;
        return fixed32(bytes, at - 4);
    }

    /** Returns a copy of the field's bytes. */
    byte[] bytes() {
        int length = length();
        byte[] copy = new byte[length];
        System.arraycopy(bytes, at, copy, 0, length);
        at += length;
        return copy;
    }

    /**
     * Enters a nested message, at whose end {@link #next} returns {@code false}.
     *
     * @return what {@link #leave} takes
     */
    int enter() {
        int length = length();
        int outer = end;
        end = at + length;
        return outer;
    }

    /** Continues after the nested message. */
    void leave(int outer) {
        at = end;
        end = outer;
    }

    /** Whether nothing of the message is left. */
    boolean isAtEnd() {
        return at == end;
    }

    /** Returns the next byte without consuming it; -1 at the end of the message. */
    int peek() {
        return at == end ? -1 : bytes[at] & 0xff;
    }

    /** The number of bytes left in the message. */
    int left() {
        return end - at;
    }

    /** Reads a byte, without a tag. */
    int rawByte() {
        if (at == end) {
            throw cutOff();
        }
        return bytes[at++] & 0xff;
    }

    /** Reads a big-endian number, without a tag. */
    long rawLong() {
        if (end - at < 8) {
            throw cutOff();
        }
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | bytes[at++] & 0xff;
        }
        return value;
    }

    /** Reads a varint of 1 to 10 bytes, without a tag. */
    long rawVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = rawByte();
            value |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                if (shift == 63 && b > 1) {
                    break;
                }
                return value;
            }
        }
        throw new MalformedRecord("a number has more than 64 bits");
    }

    /** Reads the rest of the message as text; see {@link WireWriter#rawText}. */
    String rawText() {
        String text = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        // Java replaces what it cannot decode, but nothing that was written may change unnoticed.
        String exact = text.indexOf(REPLACEMENT) < 0 ? text : exactText();
        at = end;
        return exact;
    }

    private String exactText() {
        StringBuilder text = new StringBuilder(end - at);
        while (at < end) {
            int first = rawByte();
            if (first < 0x80) {
                text.append((char) first);
            } else if (first >= 0xc2 && first < 0xe0) {
                text.append((char) ((first & 0x1f) << 6 | continued()));
            } else if (first >= 0xe0 && first < 0xf0) {
                int c = (first & 0xf) << 12 | continued() << 6 | continued();
                text.append((char) atLeast(0x800, c));
            } else if (first >= 0xf0 && first < 0xf5) {
                int c = (first & 7) << 18 | continued() << 12 | continued() << 6 | continued();
                text.appendCodePoint(atLeast(0x10000, c));
            } else {
                throw noText();
            }
        }
        return text.toString();
    }

    private int continued() {
        int next = rawByte();
        if ((next & 0xc0) != 0x80) {
            throw noText();
        }
        return next & 0x3f;
    }

    private int atLeast(int least, int c) {
        if (c < least || c > Character.MAX_CODE_POINT) {
            throw noText();
        }
        return c;
    }

    /** Skips a field of any type. */
    void skip() {
        switch (type) {
            case WireWriter.VARINT -> rawVarint();
            case WireWriter.FIXED64 -> pass(8);
            case WireWriter.FIXED32 -> pass(4);
            case WireWriter.LENGTH_DELIMITED -> pass(length());
            default -> throw unexpected();
        }
    }

    private void pass(int count) {
        if (end - at < count) {
            throw cutOff();
        }
        at += count;
    }

    private int length() {
        expect(WireWriter.LENGTH_DELIMITED);
        long length = rawVarint();
        if (length < 0 || length > end - at) {
            throw cutOff();
        }
        return (int) length;
    }

    private void expect(int expected) {
        if (type != expected) {
            throw unexpected();
        }
    }

    /** The exception for a field with a value that it cannot have. */
    MalformedRecord unexpected() {
        return new MalformedRecord("field " + field + " holds an unexpected value");
    }

    private MalformedRecord cutOff() {
        return new MalformedRecord("field " + field + " is truncated");
    }

    private MalformedRecord noText() {
        return new MalformedRecord("field " + field + " is not valid UTF-8");
    }

    /** Four bytes of an array, little-endian. */
    static int fixed32(byte[] from, int at) {
        return from[at] & 0xff | (from[at + 1] & 0xff) << 8 | (from[at + 2] & 0xff) << 16 | from[at + 3] << 24;
    }

    static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }
}
