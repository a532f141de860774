package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.Held;
import io.iotconnectivity.incident.Lately.Party;
import io.iotconnectivity.incident.Trouble;
import io.iotconnectivity.signal.Extra;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is wrong with a device, why no incident reports it, and who held its connections, as fields of the device's
 * case.
 */
final class TroubleFields {
    private static final int ID = 1;
    private static final int HOW = 2;
    private static final int SINCE = 3;
    private static final int SEVERITY = 4;
    private static final int CAUSE = 5;
    private static final int REASON = 6;
    private static final int GROUP = 7;
    private static final int FLAGS = 8;
    private static final int TICKETED = 1;
    private static final int EXTRA = 20;

    private static final int DEVICE_CLASS = 9;

    private static final int HELD_KIND = 1;
    private static final int HELD_NAME = 2;
    private static final int RECHECK = 3;

    private static final int PRINCIPAL = 1;
    private static final int ADDRESS = 2;
    private static final int LAST_SEEN = 3;

    private TroubleFields() {}

    static void write(RecordWriter out, int field, Trouble trouble) {
        int begun = out.begin(field);
        out.text(ID, trouble.id());
        out.constant(HOW, StoredNumbers.TROUBLES, trouble.how());
        out.moment(SINCE, trouble.since());
        out.constant(SEVERITY, StoredNumbers.SEVERITIES, trouble.severity());
        out.constant(CAUSE, StoredNumbers.CAUSES, trouble.cause());
        out.text(REASON, StoredNumbers.REASONS, trouble.reason());
        out.text(GROUP, trouble.group());
        out.flags(FLAGS, trouble.ticketed() ? TICKETED : 0);
        trouble.extra().forEach((route, told) -> ExtraFields.write(out, EXTRA, route, told));
        out.text(DEVICE_CLASS, trouble.deviceClass());
        out.end(begun);
    }

    static Trouble read(RecordReader in) {
        String id = null;
        Trouble.How how = null;
        Instant since = null;
        Severity severity = null;
        Cause cause = null;
        String reason = null;
        String group = null;
        String deviceClass = null;
        int flags = 0;
        Map<String, Extra> extra = new HashMap<>(0);
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case ID -> id = in.text();
                case HOW -> how = in.constant(StoredNumbers.TROUBLES);
                case SINCE -> since = in.moment();
                case SEVERITY -> severity = in.constant(StoredNumbers.SEVERITIES);
                case CAUSE -> cause = in.constant(StoredNumbers.CAUSES);
                case REASON -> reason = in.text(StoredNumbers.REASONS);
                case GROUP -> group = in.text();
                case FLAGS -> flags = in.flags();
                case EXTRA -> ExtraFields.read(in, (route, at, told) -> extra.put(route, told));
                case DEVICE_CLASS -> deviceClass = in.text();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Trouble(
                RecordReader.required(id, "id of the trouble"),
                RecordReader.required(how, "kind of the trouble"),
                Optional.ofNullable(since),
                RecordReader.required(severity, "severity"),
                Optional.ofNullable(cause),
                Optional.ofNullable(reason),
                Optional.ofNullable(group),
                Optional.ofNullable(deviceClass),
                extra,
                (flags & TICKETED) != 0);
    }

    static void write(RecordWriter out, int field, Held held) {
        int begun = out.begin(field);
        out.text(HELD_KIND, held.kind());
        out.text(HELD_NAME, held.name());
        out.moment(RECHECK, held.recheck());
        out.end(begun);
    }

    static Held readHeld(RecordReader in) {
        String kind = null;
        String name = null;
        Instant recheck = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case HELD_KIND -> kind = in.text();
                case HELD_NAME -> name = in.text();
                case RECHECK -> recheck = in.moment();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Held(
                RecordReader.required(kind, "kind of what holds it back"),
                RecordReader.required(name, "name of what holds it back"),
                RecordReader.required(recheck, "time to look again"));
    }

    static void write(RecordWriter out, int field, Party party) {
        int begun = out.begin(field);
        out.text(PRINCIPAL, party.principal());
        out.text(ADDRESS, party.ipAddress());
        out.moment(LAST_SEEN, party.lastSeen());
        out.end(begun);
    }

    static Party readParty(RecordReader in) {
        String principal = null;
        String address = null;
        Instant lastSeen = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case PRINCIPAL -> principal = in.text();
                case ADDRESS -> address = in.text();
                case LAST_SEEN -> lastSeen = in.moment();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Party(Optional.ofNullable(principal), Optional.ofNullable(address), Optional.ofNullable(lastSeen));
    }
}
