package io.iotconnectivity.engine.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Fields of whichever making, with the version and the checksum that they need to be looked at. */
public final class Sealed {
    /** 994: the number 5. */
    private static final byte[] LATER = {(byte) 0x90, 0x3e, 5};

    private Sealed() {}

    static byte[] of(String key, byte[] fields) {
        ByteBuffer stored = ByteBuffer.allocate(RecordWriter.VERSION_AND_CHECKSUM + fields.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        stored.put((byte) RecordWriter.VERSION).putInt(0).put(fields);
        stored.putInt(1, RecordWriter.checksum(key, stored.array()));
        return stored.array();
    }

    /** A record with a field that no version has yet. */
    public static byte[] later(String key, byte[] whole) {
        ByteBuffer fields = ByteBuffer.allocate(whole.length - RecordWriter.VERSION_AND_CHECKSUM + LATER.length);
        fields.put(whole, RecordWriter.VERSION_AND_CHECKSUM, whole.length - RecordWriter.VERSION_AND_CHECKSUM);
        return of(key, fields.put(LATER).array());
    }
}
