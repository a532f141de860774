package io.iotconnectivity.engine.codec;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.event.EventType;
import java.time.Instant;
import java.util.Optional;

/**
 * The codec of delivery results: one byte for the format version, and fields. Times have millisecond precision.
 * Thread-safe.
 */
public final class SentCodec {
    private static final int SINK = 1;
    private static final int EVENT = 2;
    private static final int TYPE = 3;
    private static final int SUBJECT = 4;
    private static final int INCIDENT = 5;
    private static final int AT = 6;
    private static final int ATTEMPTS = 7;
    private static final int RESULT = 8;
    private static final int ANSWER = 9;

    /** Encodes a result for {@link #read}. */
    public byte[] write(Sent sent) {
        RecordWriter out = RecordWriter.plain();
        out.text(SINK, sent.sink());
        out.text(EVENT, sent.eventId());
        out.constant(TYPE, StoredNumbers.EVENT_TYPES, sent.type());
        out.text(SUBJECT, sent.subject());
        out.text(INCIDENT, sent.incidentId());
        out.moment(AT, sent.at());
        out.number(ATTEMPTS, sent.attempts());
        out.text(RESULT, sent.result().name());
        out.text(ANSWER, sent.answer());
        return out.toBytes();
    }

    /**
     * Decodes a result.
     *
     * @throws MalformedRecord if it is damaged
     */
    public Sent read(byte[] stored) {
        return StoredForm.reading(() -> read(RecordReader.plain(stored)));
    }

    private static Sent read(RecordReader in) {
        String sink = null;
        String event = null;
        EventType type = null;
        String subject = null;
        String incident = null;
        Instant at = null;
        int attempts = 0;
        String result = null;
        String answer = null;
        while (in.next()) {
            switch (in.field()) {
                case SINK -> sink = in.text();
                case EVENT -> event = in.text();
                case TYPE -> type = in.constant(StoredNumbers.EVENT_TYPES);
                case SUBJECT -> subject = in.text();
                case INCIDENT -> incident = in.text();
                case AT -> at = in.moment();
                case ATTEMPTS -> attempts = in.smallNumber();
                case RESULT -> result = in.text();
                case ANSWER -> answer = in.text();
                default -> in.skip();
            }
        }
        return new Sent(
                RecordReader.required(sink, "sink"),
                RecordReader.required(event, "event"),
                RecordReader.required(type, "type"),
                RecordReader.required(subject, "subject"),
                Optional.ofNullable(incident),
                RecordReader.required(at, "time"),
                attempts,
                Sent.Result.valueOf(RecordReader.required(result, "result")),
                Optional.ofNullable(answer));
    }
}
