package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * Why an incident was, or was not, opened or resolved for a device; shown by {@code explain}.
 *
 * @param text one sentence for an operator, printable
 */
public record Decision(ClientId client, Instant at, What what, Optional<String> incidentId, String text) {

    /** What was decided. */
    public enum What {
        /** The device's own incident was opened. */
        OPENED,
        /** The outage is part of an open incident. */
        JOINED,
        /** The device's own incident was merged into that of its group. */
        MERGED,
        /** No incident is opened for now, because something suppresses it. */
        SUPPRESSED,
        /** The incident of its group ended while the device was still away. */
        HANDED_OVER,
        /** An incident was resolved for the device. */
        RESOLVED,
        /** There was nothing to open or resolve. */
        NOTHING
    }
}
