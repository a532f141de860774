package io.iotconnectivity.engine.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/** Keys of deadlines, which sort by time: seconds, nanoseconds, and what is due. */
final class DueKeys {
    static final int TIME_BYTES = Long.BYTES + Integer.BYTES;

    private DueKeys() {}

    /** The key of something that is due then. */
    static Bytes of(Instant deadline, String what) {
        byte[] name = what.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(time(TIME_BYTES + name.length, deadline).put(name).array());
    }

    /** Sorts after all keys of that time and before those of any later time. */
    static Bytes after(Instant moment) {
        return Bytes.wrap(time(TIME_BYTES, moment.plusNanos(1)).array());
    }

    /** Sorts before all keys. */
    static Bytes first() {
        return Bytes.wrap(new byte[0]);
    }

    private static ByteBuffer time(int bytes, Instant moment) {
        // With the sign flipped, times before 1970 sort first.
        return ByteBuffer.allocate(bytes)
                .putLong(moment.getEpochSecond() ^ Long.MIN_VALUE)
                .putInt(moment.getNano());
    }

    /** The time of a key. */
    static Instant deadline(Bytes key) {
        ByteBuffer in = ByteBuffer.wrap(key.get());
        return Instant.ofEpochSecond(in.getLong() ^ Long.MIN_VALUE, in.getInt());
    }

    /** What is due. */
    static String what(Bytes key) {
        byte[] all = key.get();
        return new String(all, TIME_BYTES, all.length - TIME_BYTES, StandardCharsets.UTF_8);
    }
}
