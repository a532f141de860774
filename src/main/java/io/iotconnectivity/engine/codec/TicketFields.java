package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Handling;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.Ticket;
import java.time.Instant;
import java.util.Optional;

/** An open incident, as fields of the case of a device or a group. */
final class TicketFields {
    /** Absent if it equals that of the trouble. */
    private static final int ID = 1;

    private static final int KIND = 2;
    /** The part of the key after the kind and a slash. */
    private static final int ABOUT = 3;
    /** The whole key, if it is composed differently. */
    private static final int KEY = 4;

    private static final int OPENED_AT = 5;
    private static final int SINCE = 6;
    private static final int SEVERITY = 7;
    private static final int TITLE = 8;
    private static final int SEQUENCE = 9;
    private static final int TOLD_AT = 10;
    private static final int HANDLING = 11;

    private TicketFields() {}

    /**
     * @param troubleId the id of the trouble that it reports; null if there is none
     */
    static void write(RecordWriter out, int field, Ticket ticket, String troubleId) {
        int begun = out.begin(field);
        if (!ticket.id().equals(troubleId)) {
            out.text(ID, ticket.id());
        }
        out.constant(KIND, StoredNumbers.INCIDENT_KINDS, ticket.kind());
        String front = front(ticket.kind());
        if (ticket.key().startsWith(front)) {
            out.text(ABOUT, ticket.key().substring(front.length()));
        } else {
            out.text(KEY, ticket.key());
        }
        out.moment(OPENED_AT, ticket.openedAt());
        out.moment(SINCE, ticket.since());
        out.constant(SEVERITY, StoredNumbers.SEVERITIES, ticket.severity());
        out.text(TITLE, ticket.title());
        out.sequence(SEQUENCE, ticket.sequence());
        out.moment(TOLD_AT, ticket.toldAt());
        if (ticket.handling().isPresent()) {
            HandlingFields.write(out, HANDLING, ticket.handling().get());
        }
        out.end(begun);
    }

    static Ticket read(RecordReader in, String troubleId) {
        String id = troubleId;
        IncidentKind kind = null;
        String about = null;
        String key = null;
        Instant openedAt = null;
        Instant since = null;
        Severity severity = null;
        String title = null;
        long sequence = 0;
        Instant toldAt = null;
        Handling handling = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case ID -> id = in.text();
                case KIND -> kind = in.constant(StoredNumbers.INCIDENT_KINDS);
                case ABOUT -> about = in.text();
                case KEY -> key = in.text();
                case OPENED_AT -> openedAt = in.moment();
                case SINCE -> since = in.moment();
                case SEVERITY -> severity = in.constant(StoredNumbers.SEVERITIES);
                case TITLE -> title = in.text();
                case SEQUENCE -> sequence = in.sequence();
                case TOLD_AT -> toldAt = in.moment();
                case HANDLING -> handling = HandlingFields.read(in);
                default -> in.skip();
            }
        }
        in.leave(outer);
        RecordReader.required(kind, "kind of the incident");
        return new Ticket(
                RecordReader.required(id, "id of the incident"),
                kind,
                key == null ? front(kind) + RecordReader.required(about, "key of the incident") : key,
                RecordReader.required(openedAt, "beginning of the incident"),
                Optional.ofNullable(since),
                Optional.ofNullable(severity),
                RecordReader.required(title, "title"),
                sequence,
                RecordReader.required(toldAt, "time of the latest event"),
                Optional.ofNullable(handling));
    }

    private static String front(IncidentKind kind) {
        return kind.word() + '/';
    }
}
