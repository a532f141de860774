package io.iotconnectivity.engine.codec;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Consecutive records of a log, events or decisions, that are stored together. Each can be read without the others, and a damaged one
 * takes no other with it.
 *
 * <p>The block starts with a table of two bytes per entry: where the entry begins, counted from the end of the table.
 * An entry is the length of its record, a CRC-32C of the event's sequence number and the record, and the record: how
 * far back the previous event of its chain is, the trace, the addressee, and the event itself. Lengths and distances
 * are varints, the two texts are prefixed with their length, other numbers are little-endian. A later format needs
 * another version of the tables.
 */
public final class EventBlock {
    /**
     * A block ends before it would exceed this size, unless with its first event: three blocks fill a page of 4 KiB.
     */
    private static final int USUAL_BYTES = 1_340;

    private static final int MOST_EVENTS = 60;
    private static final int START_BYTES = 2;
    private static final int CHECKSUM_BYTES = 4;
    private static final byte[] NOTHING = {};

    private final long first;
    private final long count;
    private final byte[] stored;

    /**
     * @param first the sequence number of the first event
     * @param last the sequence number of the last event
     * @param stored as returned by {@link Builder#toBytes}, or damaged
     */
    public EventBlock(long first, long last, byte[] stored) {
        this.first = first;
        this.count = last - first + 1;
        this.stored = stored == null ? NOTHING : stored;
    }

    /**
     * An event of the log.
     *
     * @param event as its codec has written it; empty if it was found unreadable and is now a dead letter
     * @param previous the sequence number of the previous event in its chain; 0 if there is none
     * @param trace the trace it belongs to
     * @param addressee the only sink that it is for; absent if it is for all
     * @param isWhole whether it is intact; otherwise nothing in it can be trusted
     */
    public record Entry(
            long seq,
            byte[] event,
            long previous,
            Optional<String> trace,
            Optional<String> addressee,
            boolean isWhole) {}

    /** Whether the block has an event with this sequence number. */
    public boolean holds(long seq) {
        return seq >= first && seq - first < count;
    }

    /** Returns one of its events. Damage is not an exception: some of the event may still be of use. */
    public Entry entry(long seq) {
        ByteBuffer bytes = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        try {
            bytes.position(Math.toIntExact(Math.multiplyExact(seq - first, START_BYTES)));
            int start = Short.toUnsignedInt(bytes.getShort());
            bytes.position(Math.toIntExact(Math.addExact(Math.multiplyExact(count, START_BYTES), start)));
            int length = (int) varint(bytes);
            int checksum = bytes.getInt();
            boolean isCutOff = length < 0 || length > bytes.remaining();
            int end = isCutOff ? stored.length : bytes.position() + length;
            boolean isWhole = !isCutOff && checksum == checksum(seq, stored, bytes.position(), end);
            return record(seq, bytes.limit(end), isWhole);
        } catch (ArithmeticException | IllegalArgumentException | BufferUnderflowException e) {
            return new Entry(seq, stored, 0, Optional.empty(), Optional.empty(), false);
        }
    }

    private static Entry record(long seq, ByteBuffer bytes, boolean isWhole) {
        long distance = varint(bytes);
        boolean hasPrevious = distance > 0 && distance < seq;
        Optional<String> trace = text(bytes);
        Optional<String> addressee = text(bytes);
        byte[] event = new byte[bytes.remaining()];
        bytes.get(event);
        return new Entry(seq, event, hasPrevious ? seq - distance : 0, trace, addressee, isWhole);
    }

    private static Optional<String> text(ByteBuffer bytes) {
        long length = varint(bytes);
        if (length == 0) {
            return Optional.empty();
        }
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[(int) length];
        bytes.get(text);
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new BufferUnderflowException();
    }

    private static int checksum(long seq, byte[] bytes, int from, int to) {
        CRC32C checksum = new CRC32C();
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            checksum.update((int) (seq >>> shift) & 0xff);
        }
        checksum.update(bytes, from, to - from);
        return (int) checksum.getValue();
    }

    /** Collects consecutive events. */
    public static final class Builder {
        private final ByteArrayOutputStream entries = new ByteArrayOutputStream(USUAL_BYTES);
        private final ByteArrayOutputStream starts = new ByteArrayOutputStream();
        private final ByteArrayOutputStream record = new ByteArrayOutputStream();
        private long first;
        private long last;

        /** Whether it has no events. */
        public boolean isEmpty() {
            return starts.size() == 0;
        }

        /**
         * Adds an event.
         *
         * @param entry must be whole
         * @return {@code false} if it was not added, because it belongs in the next block
         */
        public boolean add(Entry entry) {
            record.reset();
            varint(record, entry.previous() == 0 ? 0 : entry.seq() - entry.previous());
            text(entry.trace());
            text(entry.addressee());
            record.writeBytes(entry.event());
            byte[] bytes = record.toByteArray();
            if (!isEmpty()
                    && (entry.seq() != last + 1
                            || starts.size() == MOST_EVENTS * START_BYTES
                            || starts.size() + entries.size() + bytes.length + CHECKSUM_BYTES + 2 * START_BYTES
                                    > USUAL_BYTES)) {
                return false;
            }
            if (isEmpty()) {
                first = entry.seq();
            }
            last = entry.seq();
            fixed(starts, entries.size(), START_BYTES);
            varint(entries, bytes.length);
            fixed(entries, checksum(entry.seq(), bytes, 0, bytes.length), CHECKSUM_BYTES);
            entries.writeBytes(bytes);
            return true;
        }

        private void text(Optional<String> text) {
            byte[] bytes = text.isEmpty() ? NOTHING : text.get().getBytes(StandardCharsets.UTF_8);
            varint(record, bytes.length);
            record.writeBytes(bytes);
        }

        private static void varint(ByteArrayOutputStream to, long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                to.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            to.write((int) rest);
        }

        private static void fixed(ByteArrayOutputStream to, int value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                to.write(value >>> (i * Byte.SIZE));
            }
        }

        /** The sequence number of the first event. */
        public long first() {
            return first;
        }

        /** The sequence number of the last event. */
        public long last() {
            return last;
        }

        /** The block as it is stored. */
        public byte[] toBytes() {
            byte[] all = Arrays.copyOf(starts.toByteArray(), starts.size() + entries.size());
            System.arraycopy(entries.toByteArray(), 0, all, starts.size(), entries.size());
            return all;
        }

        /** Starts the next block. */
        public void clear() {
            starts.reset();
            entries.reset();
        }
    }
}
