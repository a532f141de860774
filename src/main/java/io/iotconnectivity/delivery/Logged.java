package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event and its position in the log; positions only grow.
 *
 * @param addressee the only sink that it is for; absent: it is for all that want it
 * @param trace that it belongs to, as a traceparent
 */
public record Logged(long seq, Event event, Optional<String> addressee, Optional<String> trace) {
    /** No sink has this name. */
    private static final String NOBODY = "";

    private static final Event NO_EVENT = new Event(
            "",
            EventType.INCIDENT_RESOLVED,
            "",
            Instant.EPOCH,
            new IncidentData(
                    "",
                    "",
                    IncidentKind.TEST,
                    IncidentStatus.RESOLVED,
                    Optional.empty(),
                    "",
                    Instant.EPOCH,
                    Optional.empty(),
                    Optional.of(Instant.EPOCH),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    0,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0));

    /** For all that want it. */
    public Logged(long seq, Event event) {
        this(seq, event, Optional.empty(), Optional.empty());
    }

    /** Of no trace. */
    public Logged(long seq, Event event, Optional<String> addressee) {
        this(seq, event, addressee, Optional.empty());
    }

    /** In the place of one that cannot be read: it is for nobody, so that all go on behind it. */
    public static Logged unreadable(long seq) {
        return new Logged(seq, NO_EVENT, Optional.of(NOBODY), Optional.empty());
    }

    boolean isForOthersThan(String sink) {
        return addressee.isPresent() && !addressee.get().equals(sink);
    }
}
