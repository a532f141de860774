package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.Deafness;
import io.iotconnectivity.incident.Held;
import io.iotconnectivity.incident.Ticket;
import io.iotconnectivity.signal.Extra;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** That a device is deaf, as a field of the device's case. */
final class DeafFields {
    private static final int SINCE = 1;
    private static final int SEVERITY = 2;
    private static final int MISSING = 3;
    private static final int GROUP = 4;
    private static final int DEVICE_CLASS = 5;
    private static final int TICKET = 6;
    private static final int HELD = 7;
    private static final int EXTRA = 8;

    private DeafFields() {}

    static void write(RecordWriter out, int field, Deafness deaf) {
        int begun = out.begin(field);
        out.moment(SINCE, Optional.of(deaf.since()));
        out.constant(SEVERITY, StoredNumbers.SEVERITIES, deaf.severity());
        deaf.missing().forEach(filter -> out.text(MISSING, filter));
        out.text(GROUP, deaf.group());
        out.text(DEVICE_CLASS, deaf.deviceClass());
        deaf.extra().forEach((route, told) -> ExtraFields.write(out, EXTRA, route, told));
        deaf.ticket().ifPresent(ticket -> TicketFields.write(out, TICKET, ticket, null));
        deaf.held().ifPresent(held -> TroubleFields.write(out, HELD, held));
        out.end(begun);
    }

    static Deafness read(RecordReader in) {
        Instant since = null;
        Severity severity = null;
        List<String> missing = new ArrayList<>(1);
        String group = null;
        String deviceClass = null;
        Map<String, Extra> extra = new HashMap<>(0);
        Ticket ticket = null;
        Held held = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case SINCE -> since = in.moment();
                case SEVERITY -> severity = in.constant(StoredNumbers.SEVERITIES);
                case MISSING -> missing.add(in.text());
                case GROUP -> group = in.text();
                case DEVICE_CLASS -> deviceClass = in.text();
                case TICKET -> ticket = TicketFields.read(in, null);
                case EXTRA -> ExtraFields.read(in, (route, at, told) -> extra.put(route, told));
                case HELD -> held = TroubleFields.readHeld(in);
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Deafness(
                RecordReader.required(since, "beginning of the deafness"),
                RecordReader.required(severity, "severity"),
                missing,
                Optional.ofNullable(group),
                Optional.ofNullable(deviceClass),
                extra,
                Optional.ofNullable(ticket),
                Optional.ofNullable(held));
    }
}
