package io.iotconnectivity.availability;

import java.util.Arrays;

/** Writes whole numbers, seven bits a byte. */
final class VarintWriter {
    private static final int LONGEST = 10;

    private byte[] bytes;
    private int length;

    /**
     * @param usual how many bytes are usually written
     */
    VarintWriter(int usual) {
        bytes = new byte[usual];
    }

    /**
     * @param value not negative
     */
    void number(long value) {
        if (bytes.length - length < LONGEST) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + LONGEST);
        }
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** Numbers near 0 are short, whatever their sign. */
    void signed(long value) {
        number(value << 1 ^ value >> 63);
    }

    /** How many bytes of memory it takes. */
    int capacity() {
        return bytes.length;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }
}
