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
 * An event and its position in the log; positions are strictly increasing.
 *
 * @param addressee the only sink that it is for; absent if it is for every sink that wants it
 * @param trace the traceparent of its trace
 */
public record Logged(long seq, Event event, Optional<String> addressee, Optional<String> trace) {
    /** A name that no sink has. */
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

    /** For every sink that wants it. */
    public Logged(long seq, Event event) {
        this(seq, event, Optional.empty(), Optional.empty());
    }

    /** Without a trace. */
    public Logged(long seq, Event event, Optional<String> addressee) {
        this(seq, event, addressee, Optional.empty());
    }

    /** Replaces an unreadable event: it is for no sink, so that all of them move past it. */
    public static Logged unreadable(long seq) {
        return new Logged(seq, NO_EVENT, Optional.of(NOBODY), Optional.empty());
    }

    boolean isForOthersThan(String sink) {
        return addressee.isPresent() && !addressee.get().equals(sink);
    }
}
