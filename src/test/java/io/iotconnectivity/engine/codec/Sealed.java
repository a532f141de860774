package io.iotconnectivity.engine.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Fields of whichever making, with the version and the checksum that they need to be looked at. */
final class Sealed {
    private Sealed() {}

    static byte[] of(String key, byte[] fields) {
        ByteBuffer stored = ByteBuffer.allocate(RecordWriter.VERSION_AND_CHECKSUM + fields.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        stored.put((byte) RecordWriter.VERSION).putInt(0).put(fields);
        stored.putInt(1, RecordWriter.checksum(key, stored.array()));
        return stored.array();
    }
}
