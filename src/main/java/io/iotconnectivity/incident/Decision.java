package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * Why an incident was, or was not, opened or ended for a device: what {@code explain} tells.
 *
 * @param text one sentence for an operator, printable
 */
public record Decision(ClientId client, Instant at, What what, Optional<String> incidentId, String text) {

    /** What was decided. */
    public enum What {
        /** An incident of the device's own was opened. */
        OPENED,
        /** The outage is part of an incident that is open. */
        JOINED,
        /** The device's own incident goes on in that of its group. */
        MERGED,
        /** No incident is opened for now, because something suppresses it. */
        SUPPRESSED,
        /** The incident of its group ended while the device was still away. */
        HANDED_OVER,
        /** An incident ended for the device. */
        RESOLVED,
        /** There was nothing to open or to end. */
        NOTHING
    }
}
