package io.iotconnectivity.record;

import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An incident as described by all of its events.
 *
 * @param severity its highest severity
 * @param since when the trouble itself began; {@code openedAt} if unknown
 * @param resolvedAt absent if it is open at the end
 * @param devices the first of its devices
 */
public record Found(
        String incidentId,
        IncidentKind kind,
        String key,
        Optional<Severity> severity,
        String title,
        Instant since,
        Instant openedAt,
        Optional<Instant> resolvedAt,
        Optional<String> resolution,
        int deviceCount,
        List<String> devices) {

    static Found of(IncidentData told) {
        return new Found(
                told.incidentId(),
                told.kind(),
                told.key(),
                told.severity(),
                told.title(),
                told.since().orElse(told.openedAt()),
                told.openedAt(),
                told.resolvedAt(),
                told.resolution(),
                told.deviceCount(),
                told.devices());
    }

    /** The same incident after a later event. */
    Found then(IncidentData told) {
        Found later = of(told);
        Optional<Severity> highest = later.severity
                .filter(now ->
                        severity.filter(before -> before.compareTo(now) >= 0).isEmpty())
                .or(() -> severity);
        return new Found(
                incidentId,
                kind,
                key,
                highest,
                later.title,
                since,
                openedAt,
                later.resolvedAt,
                later.resolution,
                Math.max(deviceCount, later.deviceCount),
                later.devices.size() >= devices.size() ? later.devices : devices);
    }

    /** Whether both were open at the same time. */
    boolean overlaps(Found other) {
        return beganBeforeEndOf(other) && other.beganBeforeEndOf(this);
    }

    private boolean beganBeforeEndOf(Found other) {
        return other.resolvedAt.map(end -> !since.isAfter(end)).orElse(true);
    }
}
