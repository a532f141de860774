package io.iotconnectivity.availability;

/** Reads what a {@link VarintWriter} has written. */
final class VarintReader {
    private final byte[] bytes;
    private int next;

    VarintReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return next < bytes.length;
    }

    /**
     * @throws IllegalArgumentException if there is none
     */
    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!hasMore()) {
                throw new IllegalArgumentException("ends within a number");
            }
            byte part = bytes[next++];
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("has a number that is too long");
    }

    long signed() {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }
}
