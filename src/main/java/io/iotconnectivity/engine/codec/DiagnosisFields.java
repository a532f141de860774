package io.iotconnectivity.engine.codec;

import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** A diagnosis, as fields of a presence or an event. */
final class DiagnosisFields {
    private static final int AT = 1;
    private static final int REASON = 2;
    private static final int DETAILS = 3;
    private static final int SOURCE_IP = 4;
    private static final int SOURCE_PORT = 5;
    private static final int PRINCIPAL = 6;
    private static final int TRACE_ID = 7;

    private DiagnosisFields() {}

    static void write(RecordWriter out, int field, Optional<Diagnosis> diagnosis) {
        if (diagnosis.isEmpty()) {
            return;
        }
        Diagnosis found = diagnosis.get();
        int begun = out.begin(field);
        out.moment(AT, found.at());
        if (found.reason().isPresent()) {
            out.text(REASON, StoredNumbers.REASONS, found.reason().get().name());
        }
        out.text(DETAILS, found.details());
        out.text(SOURCE_IP, found.sourceIp());
        out.number(SOURCE_PORT, found.sourcePort());
        out.text(PRINCIPAL, found.principal());
        out.text(TRACE_ID, found.traceId());
        out.end(begun);
    }

    static Optional<Diagnosis> read(RecordReader in) {
        Instant at = null;
        Reason reason = null;
        String details = null;
        String sourceIp = null;
        OptionalInt sourcePort = OptionalInt.empty();
        String principal = null;
        String traceId = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case AT -> at = in.moment();
                case REASON -> reason = new Reason(in.text(StoredNumbers.REASONS));
                case DETAILS -> details = in.text();
                case SOURCE_IP -> sourceIp = in.text();
                case SOURCE_PORT -> sourcePort = OptionalInt.of(in.smallNumber());
                case PRINCIPAL -> principal = in.text();
                case TRACE_ID -> traceId = in.text();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return Optional.of(new Diagnosis(
                Optional.ofNullable(at),
                Optional.ofNullable(reason),
                Optional.ofNullable(details),
                Optional.ofNullable(sourceIp),
                sourcePort,
                Optional.ofNullable(principal),
                Optional.ofNullable(traceId)));
    }
}
