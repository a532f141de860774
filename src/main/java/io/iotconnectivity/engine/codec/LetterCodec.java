package io.iotconnectivity.engine.codec;

import java.time.Instant;
import java.util.Optional;

/** The codec of dead letters: one byte for the format version, and fields. Times have millisecond precision. Thread-safe. */
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

    /** Encodes a dead letter for {@link #read}. */
    public byte[] write(Letter letter) {
        RecordWriter out = RecordWriter.plain();
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
        return out.toBytes();
    }

    /**
     * Decodes a dead letter.
     *
     * @throws MalformedRecord if it is damaged
     */
    public Letter read(byte[] stored) {
        return StoredForm.reading(() -> read(RecordReader.plain(stored)));
    }

    private static Letter read(RecordReader in) {
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
                default -> in.skip();
            }
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
