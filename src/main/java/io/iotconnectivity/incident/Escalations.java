package io.iotconnectivity.incident;

import io.iotconnectivity.event.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the severity of incidents rises by the classes of their devices. That of devices of several classes is the highest
 * that it would have with any of them.
 */
final class Escalations {
    private final Escalation usual;
    private final Map<String, Escalation> byClass;

    /**
     * @param usual of devices of the default class, and of classes that have none of their own
     */
    Escalations(Escalation usual, Map<String, Escalation> byClass) {
        this.usual = usual;
        this.byClass = byClass;
    }

    /**
     * The severity at a moment of an incident that would otherwise have another.
     *
     * @param classes as in {@link io.iotconnectivity.event.IncidentData#classes()}
     */
    Severity raised(List<String> classes, Severity own, Instant openedAt, Instant now) {
        return of(classes)
                .map(escalation -> escalation.raised(own, openedAt, now))
                .max(Comparator.naturalOrder())
                .orElse(own);
    }

    /** The facts of an incident at a moment. */
    IncidentFacts raised(IncidentFacts own, Instant openedAt, Instant now) {
        return own.with(own.severity().map(severity -> raised(own.classes(), severity, openedAt, now)));
    }

    /**
     * When the severity will be higher than the one that was announced; empty if never. Not after now if it is now.
     *
     * @param classes as in {@link io.iotconnectivity.event.IncidentData#classes()}
     * @param own without any escalation
     */
    Optional<Instant> next(List<String> classes, Ticket ticket, Severity own) {
        return of(classes)
                .flatMap(escalation -> escalation.next(ticket, own).stream())
                .min(Comparator.naturalOrder());
    }

    private Stream<Escalation> of(List<String> classes) {
        return classes.isEmpty() ? Stream.of(usual) : classes.stream().map(name -> byClass.getOrDefault(name, usual));
    }
}
