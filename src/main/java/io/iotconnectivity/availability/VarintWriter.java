package io.iotconnectivity.availability;

import java.io.ByteArrayOutputStream;

/** Writes whole numbers, seven bits a byte. */
final class VarintWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);

    /**
     * @param value not negative
     */
    void number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    /** Numbers near 0 are short, whatever their sign. */
    void signed(long value) {
        number(value << 1 ^ value >> 63);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
