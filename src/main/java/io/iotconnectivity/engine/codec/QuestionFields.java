package io.iotconnectivity.engine.codec;

import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Enquiry;
import io.iotconnectivity.presence.Findings;
import io.iotconnectivity.presence.Findings.CheckAnswer;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was asked about a device and what was answered, as fields of its presence. */
final class QuestionFields {
    private static final int SUBJECT = 1;
    private static final int AT = 2;
    private static final int REASON = 3;

    private static final int CHECKED_AT = 1;
    private static final int CHECK_STATUS = 2;
    private static final int DIAGNOSIS = 3;
    /** In seconds. */
    private static final int KEEP_ALIVE = 4;
    /** The nanoseconds of that. */
    private static final int KEEP_ALIVE_PART = 5;

    private static final int SOURCE_IP = 6;

    /** The latest answer of each enrich route. */
    private static final int EXTRA = 7;

    /** A topic filter that a deaf device must be subscribed to and is not. */
    private static final int MISSING = 8;

    private QuestionFields() {}

    static void write(RecordWriter out, int field, Optional<Enquiry.LogRequest> request) {
        if (request.isEmpty()) {
            return;
        }
        Enquiry.LogRequest asked = request.get();
        int begun = out.begin(field);
        out.constant(SUBJECT, StoredNumbers.SUBJECTS, asked.subject());
        out.moment(AT, asked.at());
        if (asked.reason().isPresent()) {
            out.text(REASON, StoredNumbers.REASONS, asked.reason().get().name());
        }
        out.end(begun);
    }

    static Optional<Enquiry.LogRequest> readRequest(RecordReader in) {
        Effect.Subject subject = null;
        Instant at = null;
        Reason reason = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case SUBJECT -> subject = in.constant(StoredNumbers.SUBJECTS);
                case AT -> at = in.moment();
                case REASON -> reason = new Reason(in.text(StoredNumbers.REASONS));
                default -> in.skip();
            }
        }
        in.leave(outer);
        return Optional.of(new Enquiry.LogRequest(
                RecordReader.required(subject, "subject of the question"),
                RecordReader.required(at, "time of the question"),
                Optional.ofNullable(reason)));
    }

    static void write(RecordWriter out, int field, Findings findings) {
        if (findings.equals(Findings.NONE)) {
            return;
        }
        int begun = out.begin(field);
        if (findings.check().isPresent()) {
            out.moment(CHECKED_AT, findings.check().get().at());
            out.constant(
                    CHECK_STATUS, StoredNumbers.STATUSES, findings.check().get().status());
        }
        DiagnosisFields.write(out, DIAGNOSIS, findings.diagnosis());
        out.duration(KEEP_ALIVE, findings.keepAlive());
        out.text(SOURCE_IP, findings.sourceIp());
        findings.extra().forEach((route, told) -> ExtraFields.write(out, EXTRA, route, told));
        findings.missing().forEach(filter -> out.text(MISSING, filter));
        out.end(begun);
    }

    static Findings readFindings(RecordReader in) {
        Instant checkedAt = null;
        Connectivity.Status status = null;
        Optional<Diagnosis> diagnosis = Optional.empty();
        Duration keepAlive = null;
        String sourceIp = null;
        Map<String, Findings.Told> extra = new HashMap<>(0);
        List<String> missing = new ArrayList<>(0);
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case CHECKED_AT -> checkedAt = in.moment();
                case CHECK_STATUS -> status = in.constant(StoredNumbers.STATUSES);
                case DIAGNOSIS -> diagnosis = DiagnosisFields.read(in);
                case KEEP_ALIVE -> keepAlive = in.seconds();
                case KEEP_ALIVE_PART -> keepAlive = in.with(RecordReader.required(keepAlive, "keep-alive"));
                case SOURCE_IP -> sourceIp = in.text();
                case EXTRA ->
                    ExtraFields.read(
                            in,
                            (route, at, told) -> extra.put(
                                    route,
                                    new Findings.Told(
                                            RecordReader.required(at.orElse(null), "time of an answer"), told)));
                case MISSING -> missing.add(in.text());
                default -> in.skip();
            }
        }
        in.leave(outer);
        Optional<CheckAnswer> check = checkedAt == null
                ? Optional.empty()
                : Optional.of(new CheckAnswer(checkedAt, RecordReader.required(status, "status of the check")));
        return new Findings(
                check, diagnosis, Optional.ofNullable(keepAlive), Optional.ofNullable(sourceIp), extra, missing);
    }
}
