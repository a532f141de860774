package io.iotconnectivity.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Event ids in the form of a ULID: 26 characters that sort by time. Instead of a ULID's random part they hold the
 * event's sequence number and a hash of its device, so that the same step always produces the same id.
 *
 * @see <a href="https://github.com/ulid/spec">ULID</a>
 */
public final class EventId {
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private EventId() {}

    /**
     * @param time when the event was decided; the ids of one device sort by this time, then by sequence
     * @param sequence counts the events of the device
     */
    public static String of(Instant time, String subject, long sequence) {
        char[] id = new char[26];
        long millis = time.toEpochMilli();
        for (int i = 9; i >= 0; i--) {
            id[i] = ALPHABET[(int) (millis & 31)];
            millis >>>= 5;
        }
        long upper = sequence & 0xff_ffff_ffffL;
        long lower = hash(subject) & 0xff_ffff_ffffL;
        for (int i = 7; i >= 0; i--) {
            id[10 + i] = ALPHABET[(int) (upper & 31)];
            id[18 + i] = ALPHABET[(int) (lower & 31)];
            upper >>>= 5;
            lower >>>= 5;
        }
        return new String(id);
    }

    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash ^ (hash >>> 32);
    }
}
