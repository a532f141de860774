package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventData;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.ReportData;
import java.time.Instant;

/**
 * The codec of stored events: one byte for the format version, and fields in ascending order, some of which refer to
 * earlier ones. Times have millisecond precision, as {@link io.iotconnectivity.event.CloudEvents} renders them: an
 * event that is read back renders byte for byte as it did when it was written. There is no checksum: that is left to
 * whoever stores several events together. Thread-safe.
 */
public final class EventCodec {
    private static final int TYPE = 1;
    private static final int SUBJECT = 2;
    /** When it was decided: the reference for the other times. */
    private static final int BASE = 3;

    /** Absent if it follows from the time, the subject and the sequence. */
    private static final int ID = 40;
    /** The incident data, as JSON. */
    private static final int INCIDENT = 41;
    /** Only if it is out of range for a base; precedes the device's fields. */
    private static final int FAR_TIME = 42;
    /** The data of a report, as JSON. */
    private static final int REPORT = 43;

    private final StoredJson<IncidentData> incidents = new StoredJson<>(IncidentData.class);
    private final StoredJson<ReportData> reports = new StoredJson<>(ReportData.class);

    /** Encodes an event for {@link #read}. */
    public byte[] write(Event event) {
        RecordWriter out = RecordWriter.plain();
        out.constant(TYPE, StoredNumbers.EVENT_TYPES, event.type());
        out.text(SUBJECT, event.subject());
        out.about(event.subject());
        boolean near = out.base(BASE, event.time());
        if (!near) {
            out.moment(FAR_TIME, event.time());
        }
        if (event.data() instanceof DeviceData device) {
            DeviceDataFields.write(out, event.subject(), event.time(), device);
        }
        if (!near || !event.id().equals(usualId(event.time(), event.subject(), event.data()))) {
            out.text(ID, event.id());
        }
        if (event.data() instanceof IncidentData incident) {
            out.bytes(INCIDENT, incidents.write(incident));
        }
        if (event.data() instanceof ReportData report) {
            out.bytes(REPORT, reports.write(report));
        }
        return out.toBytes();
    }

    /**
     * Decodes an event.
     *
     * @throws MalformedRecord if it is damaged
     */
    public Event read(byte[] stored) {
        return StoredForm.reading(() -> read(RecordReader.plain(stored)));
    }

    private Event read(RecordReader in) {
        EventType type = null;
        String subject = null;
        Instant time = null;
        DeviceDataFields device = null;
        String id = null;
        IncidentData incident = null;
        ReportData report = null;
        while (in.next()) {
            switch (in.field()) {
                case TYPE -> type = in.constant(StoredNumbers.EVENT_TYPES);
                case SUBJECT -> {
                    subject = in.text();
                    in.about(subject);
                }
                case BASE -> in.base();
                case FAR_TIME -> time = in.moment();
                case ID -> id = in.text();
                case INCIDENT -> incident = whole(incidents.read(in.bytes()));
                case REPORT -> report = whole(reports.read(in.bytes()));
                default -> {
                    if (device == null) {
                        device = new DeviceDataFields(
                                RecordReader.required(subject, "subject"),
                                time == null ? in.baseMoment() : time,
                                in.baseMillis());
                    }
                    device.take(in);
                }
            }
        }
        RecordReader.required(type, "type");
        RecordReader.required(subject, "subject");
        EventData data;
        if (type.isAReport()) {
            data = RecordReader.required(report, "report");
        } else {
            data = type.isAboutAnIncident()
                    ? RecordReader.required(incident, "incident")
                    : RecordReader.required(device, "device").data();
        }
        if (time != null) {
            return new Event(RecordReader.required(id, "id"), type, subject, time, data);
        }
        Instant decided = in.baseMoment();
        return new Event(id == null ? usualId(decided, subject, data) : id, type, subject, decided, data);
    }

    private static IncidentData whole(IncidentData read) {
        RecordReader.required(read.incidentId(), "id of the incident");
        RecordReader.required(read.key(), "key of the incident");
        RecordReader.required(read.kind(), "kind of the incident");
        RecordReader.required(read.status(), "status of the incident");
        RecordReader.required(read.title(), "title of the incident");
        RecordReader.required(read.openedAt(), "beginning of the incident");
        return read;
    }

    private static ReportData whole(ReportData read) {
        RecordReader.required(read.month(), "month of the report");
        RecordReader.required(read.zone(), "zone of the report");
        RecordReader.required(read.from(), "beginning of the report");
        RecordReader.required(read.until(), "end of the report");
        RecordReader.required(read.fleet(), "figures of the report");
        return read;
    }

    private static String usualId(Instant time, String subject, EventData data) {
        if (data instanceof DeviceData device) {
            return EventId.of(time, subject, device.sequence());
        }
        return data instanceof IncidentData incident
                ? EventId.of(time, incident.key() + '/' + incident.incidentId(), incident.sequence())
                : EventId.of(time, subject, 0);
    }
}
