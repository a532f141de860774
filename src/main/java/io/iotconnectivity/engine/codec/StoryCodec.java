package io.iotconnectivity.engine.codec;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.incident.Decision;
import java.util.Arrays;

/**
 * The format of a log of everything that {@code explain} shows: one byte for the kind of record, and the record.
 * Thread-safe.
 */
public final class StoryCodec {
    private static final byte DECIDED = 1;
    private static final byte SENT = 2;

    private final DecisionCodec decisions = new DecisionCodec();
    private final SentCodec results = new SentCodec();

    /** A record of the log. */
    public sealed interface Told {}

    /** Something was decided about incidents of a device. */
    public record Decided(Decision decision) implements Told {}

    /** A sink was sent an event. */
    public record Delivered(Sent sent) implements Told {}

    /** Encodes a decision. */
    public byte[] write(Decision decision) {
        return prefixed(DECIDED, decisions.write(decision));
    }

    /** Encodes a delivery result. */
    public byte[] write(Sent sent) {
        return prefixed(SENT, results.write(sent));
    }

    private static byte[] prefixed(byte kind, byte[] record) {
        byte[] all = new byte[record.length + 1];
        all[0] = kind;
        System.arraycopy(record, 0, all, 1, record.length);
        return all;
    }

    /**
     * Decodes a record.
     *
     * @throws MalformedRecord if it is damaged, or of a kind that a later version added
     */
    public Told read(byte[] stored) {
        if (stored == null || stored.length == 0) {
            throw new MalformedRecord("it is empty");
        }
        byte[] record = Arrays.copyOfRange(stored, 1, stored.length);
        return switch (stored[0]) {
            case DECIDED -> new Decided(decisions.read(record));
            case SENT -> new Delivered(results.read(record));
            default -> throw new UnsupportedRecord("its kind " + stored[0]);
        };
    }
}
