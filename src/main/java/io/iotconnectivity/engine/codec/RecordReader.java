package io.iotconnectivity.engine.codec;

import java.time.Duration;
import java.time.Instant;

/** Reads what {@link RecordWriter} wrote. Throws nothing but {@link MalformedRecord}. */
final class RecordReader {
    private static final int NANOSECONDS_OF_A_SECOND = 1_000_000_000;

    private final WireReader wire;
    private final boolean strict;
    private String subject;
    private long baseMillis;
    private int basePart;

    private RecordReader(WireReader wire, String subject, boolean strict) {
        this.wire = wire;
        this.strict = strict;
        this.subject = subject;
    }

    /** Starts to read a record without a checksum. */
    static RecordReader plain(byte[] stored) {
        version(stored);
        return new RecordReader(new WireReader(stored, 1), null, false);
    }

    /** Starts to read a record that is stored under this key. */
    static RecordReader sealed(String key, byte[] stored) {
        return sealed(key, stored, false);
    }

    /**
     * Starts to read a record that is stored under this key.
     *
     * @param strict whether to refuse what a later version has added, because it is lost when the record is written again
     */
    static RecordReader sealed(String key, byte[] stored, boolean strict) {
        version(stored);
        if (stored.length < RecordWriter.VERSION_AND_CHECKSUM) {
            throw new MalformedRecord("it is truncated");
        }
        if (WireReader.fixed32(stored, 1) != RecordWriter.checksum(key, stored)) {
            throw new MalformedRecord("it is damaged, or about something else");
        }
        return new RecordReader(new WireReader(stored, RecordWriter.VERSION_AND_CHECKSUM), key, strict);
    }

    private static void version(byte[] stored) {
        if (stored == null || stored.length == 0) {
            throw new MalformedRecord("it is empty");
        }
        if (stored[0] != RecordWriter.VERSION) {
            throw new UnsupportedRecord("its format version " + (stored[0] & 0xff));
        }
    }

    /** Sets the text that is written as a single byte from now on. */
    void about(String text) {
        subject = text;
    }

    /** See {@link WireReader#next}. */
    boolean next() {
        return wire.next();
    }

    /** See {@link WireReader#field}. */
    int field() {
        return wire.field();
    }

    /**
     * Skips a field that this version does not know.
     *
     * @throws UnsupportedRecord if it must know all
     */
    void skip() {
        if (strict) {
            throw new UnsupportedRecord("its field " + wire.field());
        }
        wire.skip();
    }

    /** See {@link WireReader#enter}. */
    int enter() {
        return wire.enter();
    }

    /** See {@link WireReader#leave}. */
    void leave(int outer) {
        wire.leave(outer);
    }

    /** See {@link WireReader#bytes}. */
    byte[] bytes() {
        return wire.bytes();
    }

    /** Reads the base, except for its fraction of a millisecond. */
    void base() {
        long millis = wire.signed();
        if (millis <= -RecordWriter.FARTHEST * 1000 || millis >= RecordWriter.FARTHEST * 1000) {
            throw new MalformedRecord("its time is out of range");
        }
        baseMillis = millis;
    }

    /** Reads the base's fraction of a millisecond. */
    void basePart() {
        basePart = (int) below(wire.varint(), RecordWriter.NANOSECONDS_OF_A_MILLISECOND);
    }

    /** The base. */
    Instant baseMoment() {
        return moment(baseMillis, basePart);
    }

    Instant moment() {
        if (wire.type() == WireWriter.VARINT) {
            long value = wire.varint();
            long distance = WireReader.unzigzag(value >>> 2);
            return switch ((int) (value & 3)) {
                case RecordWriter.WHOLE_MILLISECOND -> moment(baseMillis + distance, 0);
                case RecordWriter.SAME_PART -> moment(baseMillis + distance, basePart);
                case RecordWriter.NANOSECONDS -> {
                    long nanoseconds = distance + basePart;
                    yield moment(
                            baseMillis + Math.floorDiv(nanoseconds, RecordWriter.NANOSECONDS_OF_A_MILLISECOND),
                            (int) Math.floorMod(nanoseconds, (long) RecordWriter.NANOSECONDS_OF_A_MILLISECOND));
                }
                default -> throw wire.unexpected();
            };
        }
        int outer = wire.enter();
        long seconds = WireReader.unzigzag(wire.rawVarint());
        long nanoseconds = below(wire.rawVarint(), NANOSECONDS_OF_A_SECOND);
        wire.leave(outer);
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw new MalformedRecord("a time is out of range");
        }
        return Instant.ofEpochSecond(seconds, nanoseconds);
    }

    private static Instant moment(long millis, int part) {
        return Instant.ofEpochSecond(
                Math.floorDiv(millis, 1000L),
                Math.floorMod(millis, 1000L) * RecordWriter.NANOSECONDS_OF_A_MILLISECOND + part);
    }

    Duration seconds() {
        return Duration.ofSeconds(wire.signed());
    }

    /** Adds the fraction of a second that the next field holds. */
    Duration with(Duration seconds) {
        return seconds.withNanos((int) below(wire.varint(), NANOSECONDS_OF_A_SECOND));
    }

    private long below(long value, long limit) {
        if (value < 0 || value >= limit) {
            throw wire.unexpected();
        }
        return value;
    }

    long sequence() {
        return wire.signed() + baseMillis;
    }

    /** The reference for sequence numbers. */
    long baseMillis() {
        return baseMillis;
    }

    <E extends Enum<E>> E constant(Numbers<E> numbers) {
        return numbers.constant(wire.varint());
    }

    /** Whether a number stands in place of a nested record. */
    boolean isInShort() {
        return wire.type() == WireWriter.VARINT;
    }

    int flags() {
        long bits = wire.varint();
        if (bits >>> 31 != 0) {
            throw wire.unexpected();
        }
        return (int) bits;
    }

    long number() {
        return wire.signed();
    }

    int smallNumber() {
        return wire.signedInt();
    }

    String text() {
        return text(CommonWords.NONE);
    }

    String text(CommonWords words) {
        return switch (wire.type()) {
            case WireWriter.VARINT -> word(words, wire.varint());
            case WireWriter.FIXED32 -> Ipv4.text(wire.fixed32());
            default -> whole();
        };
    }

    private String word(CommonWords words, long number) {
        if (number == 0 && subject != null) {
            return subject;
        }
        return words.word(number);
    }

    private String whole() {
        int outer = wire.enter();
        String text = PackedText.isPacked(wire.peek()) ? PackedText.read(wire) : wire.rawText();
        wire.leave(outer);
        return text;
    }

    /** Returns a value that must be present. */
    static <T> T required(T value, String name) {
        if (value == null) {
            throw new MalformedRecord("the " + name + " is missing");
        }
        return value;
    }
}
