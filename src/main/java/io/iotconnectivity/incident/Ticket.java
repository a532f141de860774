package io.iotconnectivity.incident;

import io.iotconnectivity.event.Handling;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import java.time.Instant;
import java.util.Optional;

/**
 * An open incident as of its latest event.
 *
 * @param id the id of the incident
 * @param key what it is about, such as {@code device/pump-7}
 * @param since when the trouble itself began
 * @param title its latest title
 * @param sequence the sequence number of its latest event
 * @param toldAt when its latest event was decided, apart from notes
 * @param handling what people did about it
 */
public record Ticket(
        String id,
        IncidentKind kind,
        String key,
        Instant openedAt,
        Optional<Instant> since,
        Optional<Severity> severity,
        String title,
        long sequence,
        Instant toldAt,
        Optional<Handling> handling) {

    public Ticket {
        since = since == null ? Optional.empty() : since;
        severity = severity == null ? Optional.empty() : severity;
        // Tickets stored before this field existed have none.
        handling = handling == null ? Optional.empty() : handling;
    }

    /**
     * The moment, or that of its latest event if the clock was set back: the event ids of one incident sort by time.
     */
    Instant after(Instant now) {
        Instant latest =
                handling.flatMap(Handling::latestAt).filter(toldAt::isBefore).orElse(toldAt);
        return now.isBefore(latest) ? latest : now;
    }

    /** The part of the key after the kind. */
    String about() {
        return key.substring(kind.word().length() + 1);
    }

    /** Whether an update would contain anything new. */
    boolean differs(IncidentFacts facts) {
        return !title.equals(facts.title()) || !severity.equals(facts.severity());
    }

    /** Whether it is more severe than announced. */
    boolean isRaisedBy(IncidentFacts facts) {
        return facts.severity()
                .filter(now -> severity.isEmpty() || now.compareTo(severity.get()) > 0)
                .isPresent();
    }
}
