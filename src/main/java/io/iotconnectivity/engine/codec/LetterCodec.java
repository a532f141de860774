package io.iotconnectivity.engine.codec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The codec of dead letters, and of what becomes of them: one byte for the format version, and fields. Times have
 * millisecond precision. Thread-safe.
 */
public final class LetterCodec {
    private static final int OUTBOUND = 1;
    private static final int ORIGIN = 2;
    private static final int REASON = 3;
    private static final int TOPIC = 4;
    private static final int SUBJECT = 5;
    private static final int EVENT = 6;
    private static final int PAYLOAD = 7;
    private static final int ORIGINAL_SIZE = 8;
    private static final int ATTEMPTS = 9;
    private static final int AT = 10;
    private static final int GONE = 11;
    private static final int REFUSED = 12;
    private static final int BEGUN = 13;

    /** Encodes a record for {@link #read}. */
    public byte[] write(LetterRecord record) {
        RecordWriter out = RecordWriter.plain();
        if (record instanceof Letter letter) {
            write(letter, out);
        } else if (record instanceof LetterRecord.Gone gone) {
            gone.numbers().forEach(number -> out.number(GONE, number));
        } else if (record instanceof LetterRecord.Refused refused) {
            out.number(REFUSED, refused.number());
            out.text(REASON, refused.reason());
        } else if (record instanceof LetterRecord.Begun) {
            out.number(BEGUN, 1);
        }
        return out.toBytes();
    }

    private static void write(Letter letter, RecordWriter out) {
        out.number(OUTBOUND, letter.outbound() ? 1 : 0);
        out.text(ORIGIN, letter.origin());
        out.text(REASON, letter.reason());
        out.text(TOPIC, letter.topic());
        out.text(SUBJECT, letter.subject());
        out.text(EVENT, letter.eventId());
        out.bytes(PAYLOAD, letter.payload());
        out.number(ORIGINAL_SIZE, letter.originalSize());
        out.number(ATTEMPTS, letter.attempts());
        out.moment(AT, letter.at());
    }

    /**
     * Decodes a record.
     *
     * @throws MalformedRecord if it is damaged
     */
    public LetterRecord read(byte[] stored) {
        return StoredForm.reading(() -> read(RecordReader.plain(stored)));
    }

    /**
     * Decodes a dead letter.
     *
     * @throws MalformedRecord if it is damaged, or another record
     */
    public Letter readLetter(byte[] stored) {
        if (read(stored) instanceof Letter letter) {
            return letter;
        }
        throw new MalformedRecord("it is no dead letter");
    }

    private static LetterRecord read(RecordReader in) {
        boolean outbound = false;
        String origin = null;
        String reason = null;
        String topic = null;
        String subject = null;
        String event = null;
        byte[] payload = new byte[0];
        int originalSize = 0;
        int attempts = 0;
        Instant at = null;
        List<Long> gone = new ArrayList<>();
        long refused = 0;
        boolean begun = false;
        boolean isOther = false;
        while (in.next()) {
            switch (in.field()) {
                case OUTBOUND -> outbound = in.number() != 0;
                case ORIGIN -> origin = in.text();
                case REASON -> reason = in.text();
                case TOPIC -> topic = in.text();
                case SUBJECT -> subject = in.text();
                case EVENT -> event = in.text();
                case PAYLOAD -> payload = in.bytes();
                case ORIGINAL_SIZE -> originalSize = in.smallNumber();
                case ATTEMPTS -> attempts = in.smallNumber();
                case AT -> at = in.moment();
                case GONE -> gone.add(in.number());
                case REFUSED -> refused = in.number();
                case BEGUN -> begun = in.number() != 0;
                default -> {
                    isOther = true;
                    in.skip();
                }
            }
        }
        if (!gone.isEmpty()) {
            return new LetterRecord.Gone(gone);
        }
        if (refused > 0) {
            return new LetterRecord.Refused(refused, RecordReader.required(reason, "reason"));
        }
        if (begun) {
            return new LetterRecord.Begun();
        }
        if (isOther && origin == null) {
            throw new UnsupportedRecord("its kind");
        }
        return new Letter(
                outbound,
                RecordReader.required(origin, "origin"),
                RecordReader.required(reason, "reason"),
                Optional.ofNullable(topic),
                Optional.ofNullable(subject),
                Optional.ofNullable(event),
                payload,
                originalSize,
                attempts,
                RecordReader.required(at, "time"));
    }
}
