package io.iotconnectivity.engine.codec;

import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * The codec of stored decisions: one byte for the format version, and fields. Times have millisecond precision. The
 * text is written in pieces, of which the {@linkplain StoredNumbers#PHRASES common ones} are numbers. There is no
 * checksum: that is left to whoever stores several decisions together. Thread-safe.
 */
public final class DecisionCodec {
    private static final int CLIENT = 1;
    private static final int BASE = 2;
    private static final int WHAT = 4;
    private static final int INCIDENT = 5;
    /** Pieces of the text, in their order. */
    private static final int TEXT = 6;
    /** Only if it is out of range for a base. */
    private static final int FAR_TIME = 7;

    private static final Phrases PHRASES = new Phrases(StoredNumbers.PHRASES);

    /** Encodes a decision for {@link #read}. */
    public byte[] write(Decision decision) {
        RecordWriter out = RecordWriter.plain();
        String client = decision.client().value();
        out.text(CLIENT, client);
        out.about(client);
        if (!out.base(BASE, decision.at())) {
            out.moment(FAR_TIME, decision.at());
        }
        out.constant(WHAT, StoredNumbers.DECISIONS, decision.what());
        out.text(INCIDENT, decision.incidentId());
        PHRASES.write(out, TEXT, decision.text());
        return out.toBytes();
    }

    /**
     * Decodes a decision.
     *
     * @throws MalformedRecord if it is damaged
     */
    public Decision read(byte[] stored) {
        return StoredForm.reading(() -> read(RecordReader.plain(stored)));
    }

    private static Decision read(RecordReader in) {
        String client = null;
        Instant far = null;
        Decision.What what = null;
        String incident = null;
        StringBuilder text = new StringBuilder();
        while (in.next()) {
            switch (in.field()) {
                case CLIENT -> {
                    client = in.text();
                    in.about(client);
                }
                case BASE -> in.base();
                case WHAT -> what = in.constant(StoredNumbers.DECISIONS);
                case INCIDENT -> incident = in.text();
                case TEXT -> text.append(in.text(StoredNumbers.PHRASES));
                case FAR_TIME -> far = in.moment();
                default -> in.skip();
            }
        }
        return new Decision(
                new ClientId(RecordReader.required(client, "client id")),
                far == null ? in.baseMoment() : far,
                RecordReader.required(what, "decision"),
                Optional.ofNullable(incident),
                text.toString());
    }
}
