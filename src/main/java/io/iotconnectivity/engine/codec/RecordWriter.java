package io.iotconnectivity.engine.codec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Writes the product's records as fields: times as offsets from a base at the front, constants and common words as
 * numbers, ids as the bytes that they stand for. {@link RecordReader} reads them.
 *
 * <p>A sealed record is one byte for the format version, four for a CRC-32C of the record's key and its fields, and
 * the fields. The checksum tells a damaged row from an intact one, and detects a row that was copied to another key.
 */
final class RecordWriter {
    /** The format version; it can never be 0x7b, with which JSON begins. */
    static final int VERSION = 1;

    static final int VERSION_AND_CHECKSUM = 5;

    /** In the two lowest bits of a time: the offset is in milliseconds, and the time has no fraction of one. */
    static final int WHOLE_MILLISECOND = 0;
    /** The same, for a time with the same fraction of a millisecond as the base. */
    static final int SAME_PART = 1;
    /** The offset is in nanoseconds. */
    static final int NANOSECONDS = 2;

    static final int NANOSECONDS_OF_A_MILLISECOND = 1_000_000;
    /** In seconds: the offset between any two such times fits, with two bits to spare. */
    static final long FARTHEST = 1L << 42;
    /** In milliseconds, about 34 years: fits in nanoseconds, with two bits to spare. */
    private static final long FARTHEST_IN_NANOSECONDS = 1L << 40;

    private static final ThreadLocal<RecordWriter> OF_THREAD = ThreadLocal.withInitial(RecordWriter::new);

    private final WireWriter wire = new WireWriter();
    private String subject;
    private long baseMillis;
    private int basePart;
    private boolean toTheMillisecond;

    private RecordWriter() {}

    /** A record without a checksum after the version, whose times have millisecond precision; see {@link #toBytes}. */
    static RecordWriter plain() {
        RecordWriter writer = OF_THREAD.get();
        writer.clear(null);
        writer.toTheMillisecond = true;
        writer.wire.rawByte(VERSION);
        return writer;
    }

    /** A record that is stored under this key; see {@link #seal}. */
    static RecordWriter sealed(String key) {
        RecordWriter writer = OF_THREAD.get();
        writer.clear(key);
        writer.wire.rawByte(VERSION);
        writer.wire.rawFixed32(0);
        return writer;
    }

    private void clear(String about) {
        wire.clear();
        subject = about;
        baseMillis = 0;
        basePart = 0;
        toTheMillisecond = false;
    }

    /** Writes this text as a single byte from now on. */
    void about(String text) {
        subject = text;
    }

    /** Returns what was written for the key, with its checksum. */
    byte[] seal(String key) {
        byte[] sealed = wire.toBytes();
        WireWriter.putFixed32(sealed, 1, checksum(key, sealed));
        return sealed;
    }

    /** Returns what was written. */
    byte[] toBytes() {
        return wire.toBytes();
    }

    /**
     * Writes the reference for all other times in this field and, if it has a fraction of a millisecond, in the next.
     *
     * @return whether the time is in range; if not, it must also be written as another field
     */
    boolean base(int field, Instant at) {
        long seconds = at.getEpochSecond();
        if (seconds <= -FARTHEST || seconds >= FARTHEST) {
            return false;
        }
        baseMillis = seconds * 1000 + at.getNano() / NANOSECONDS_OF_A_MILLISECOND;
        basePart = part(at);
        wire.signed(field, baseMillis);
        if (basePart != 0) {
            wire.varint(field + 1, basePart);
        }
        return true;
    }

    private int part(Instant at) {
        return toTheMillisecond ? 0 : at.getNano() % NANOSECONDS_OF_A_MILLISECOND;
    }

    /** Writes any time. */
    void moment(int field, Instant at) {
        long seconds = at.getEpochSecond();
        if (seconds > -FARTHEST && seconds < FARTHEST) {
            long distance = seconds * 1000 + at.getNano() / NANOSECONDS_OF_A_MILLISECOND - baseMillis;
            int part = part(at);
            if (part == 0) {
                distance(field, distance, WHOLE_MILLISECOND);
                return;
            }
            if (part == basePart) {
                distance(field, distance, SAME_PART);
                return;
            }
            if (distance > -FARTHEST_IN_NANOSECONDS && distance < FARTHEST_IN_NANOSECONDS) {
                distance(field, distance * NANOSECONDS_OF_A_MILLISECOND + part - basePart, NANOSECONDS);
                return;
            }
        }
        int begun = wire.begin(field);
        wire.rawVarint(WireWriter.zigzag(seconds));
        wire.rawVarint(at.getNano() - at.getNano() % NANOSECONDS_OF_A_MILLISECOND + part(at));
        wire.end(begun);
    }

    private void distance(int field, long distance, int unit) {
        wire.varint(field, WireWriter.zigzag(distance) << 2 | unit);
    }

    /** Writes a time, or nothing if it is absent. */
    void moment(int field, Optional<Instant> at) {
        if (at.isPresent()) {
            moment(field, at.get());
        }
    }

    /** Writes a time, or nothing if it equals the one that the reader assumes otherwise. */
    void moment(int field, Instant at, Instant otherwise) {
        if (!at.equals(otherwise)) {
            moment(field, at);
        }
    }

    /** Writes times in their order. */
    void moments(int field, List<Instant> all) {
        for (Instant each : all) {
            moment(field, each);
        }
    }

    /** Writes a duration in seconds and, if it has a fraction of one, nanoseconds in the next field. */
    void duration(int field, Optional<Duration> length) {
        if (length.isPresent()) {
            wire.signed(field, length.get().getSeconds());
            if (length.get().getNano() != 0) {
                wire.varint(field + 1, length.get().getNano());
            }
        }
    }

    /** Writes a number that grows roughly as time in milliseconds does. */
    void sequence(int field, long number) {
        wire.signed(field, number - baseMillis);
    }

    /** The base in milliseconds, which is the reference for sequence numbers. */
    long baseMillis() {
        return baseMillis;
    }

    /** Writes a constant. */
    <E extends Enum<E>> void constant(int field, Numbers<E> numbers, E constant) {
        wire.varint(field, numbers.of(constant));
    }

    /** Writes a constant, or nothing if it is absent. */
    <E extends Enum<E>> void constant(int field, Numbers<E> numbers, Optional<E> constant) {
        if (constant.isPresent()) {
            constant(field, numbers, constant.get());
        }
    }

    /** Writes flags, or nothing if none is set. */
    void flags(int field, int bits) {
        if (bits != 0) {
            wire.varint(field, bits);
        }
    }

    /** Writes a number that is usually 0, and is left out then. */
    void number(int field, long value) {
        if (value != 0) {
            wire.signed(field, value);
        }
    }

    /** Writes a number, even 0, or nothing if it is absent. */
    void number(int field, OptionalLong value) {
        if (value.isPresent()) {
            wire.signed(field, value.getAsLong());
        }
    }

    /** Writes a number, even 0, or nothing if it is absent. */
    void number(int field, OptionalInt value) {
        if (value.isPresent()) {
            wire.signed(field, value.getAsInt());
        }
    }

    /** Writes a number, usually of one byte, in place of a nested record. */
    void inShort(int field, int value) {
        wire.varint(field, value);
    }

    /** Writes a text that is usually one of the words. */
    void text(int field, CommonWords words, String text) {
        int word = words.of(text);
        if (word == 0) {
            text(field, text);
        } else {
            wire.varint(field, word);
        }
    }

    /** Writes a text that is usually one of the words, or nothing if it is absent. */
    void text(int field, CommonWords words, Optional<String> text) {
        if (text.isPresent()) {
            text(field, words, text.get());
        }
    }

    /** Writes any text. The record's subject takes two bytes including its tag, an IPv4 address five. */
    void text(int field, String text) {
        if (text.equals(subject)) {
            wire.varint(field, 0);
            return;
        }
        long address = Ipv4.parse(text);
        if (address >= 0) {
            wire.fixed32(field, (int) address);
            return;
        }
        int begun = wire.begin(field);
        if (!PackedText.write(wire, text)) {
            wire.rawText(text);
        }
        wire.end(begun);
    }

    /** Writes a text, or nothing if it is absent. */
    void text(int field, Optional<String> text) {
        if (text.isPresent()) {
            text(field, text.get());
        }
    }

    /** Writes texts in their order. */
    void texts(int field, List<String> all) {
        for (String each : all) {
            text(field, each);
        }
    }

    /** Writes bytes as they are. */
    void bytes(int field, byte[] value) {
        wire.bytes(field, value);
    }

    /** Begins a nested record. */
    int begin(int field) {
        return wire.begin(field);
    }

    /** Ends a nested record. */
    void end(int begun) {
        wire.end(begun);
    }

    /** The checksum of a sealed record with this key; {@code stored} is the whole record. */
    static int checksum(String key, byte[] stored) {
        CRC32C checksum = new CRC32C();
        byte[] front = key.getBytes(StandardCharsets.UTF_8);
        checksum.update(front, 0, front.length);
        checksum.update(stored, VERSION_AND_CHECKSUM, stored.length - VERSION_AND_CHECKSUM);
        return (int) checksum.getValue();
    }
}
