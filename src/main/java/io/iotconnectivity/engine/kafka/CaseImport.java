package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/** Puts what another installation has exported into the stores of the incident stage, as it is. */
final class CaseImport {
    private final CaseStore cases;
    private final ShownStore shown;
    private final CasesDue due;
    private final EventCodec events = new EventCodec();

    CaseImport(CaseStore cases, ShownStore shown, CasesDue due) {
        this.cases = cases;
        this.shown = shown;
        this.due = due;
    }

    /**
     * @param stored as its codec wrote it
     * @param past whether its deadline must not come again
     */
    void device(ClientId client, byte[] stored, boolean past) {
        DeviceCase held = cases.codec().device(client, stored);
        due.move(Deadline.CASE, client.value(), cases.device(client).deadline(), coming(held.deadline(), past));
        cases.put(held, stored);
    }

    /** As {@link #device}, of a group. */
    void group(String name, byte[] stored, boolean past) {
        GroupCase held = cases.codec().group(name, stored);
        due.move(Deadline.GROUP, name, cases.group(name).deadline(), coming(held.deadline(), past));
        cases.put(held, stored);
    }

    private static Optional<Instant> coming(Optional<Instant> deadline, boolean past) {
        return past ? Optional.empty() : deadline;
    }

    /** An invalid silence is stored as well, and listed as one that is off. */
    void silence(String id, byte[] body) {
        shown.putSilence(id, body);
    }

    /**
     * @param encoded the latest event of an open incident
     */
    void incident(byte[] encoded) {
        shown.tell(events.read(encoded), encoded);
    }
}
