package io.iotconnectivity.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an event tells of its incident. What is not known is absent.
 *
 * @param incidentId the same from the opening to the resolution, and of no other incident: what ticket systems pair by
 * @param key what the incident is about, such as {@code device/pump-7} or {@code group/site-3}; comes again with the next
 *     incident about the same
 * @param title one line for a ticket, at most 200 characters, printable
 * @param openedAt when it was decided that there is an incident
 * @param since when the trouble itself began; before {@code openedAt} by the grace
 * @param resolvedAt present exactly if it is resolved
 * @param resolution why it is resolved: {@code recovered}, {@code merged} into another, {@code steady}, {@code quiet} or
 *     {@code handed over} to incidents of the single devices that are still away; present exactly if it is resolved
 * @param mergedInto the incident that goes on in its place; present exactly if {@code resolution} is {@code merged}
 * @param group the group of the devices, where it has one
 * @param deviceCount how many devices it has ever had
 * @param downCount how many of them are away now
 * @param devices the first of them, at most {@value #MOST_DEVICES}
 * @param reason in AWS's words, where it is one
 * @param advice what an operator may look at first
 * @param blind the source of ours that is blind: what the incident is about where its kind is {@code blind}; else it was blind when
 *     this was told, because of which it could not be checked
 * @param sequence grows with every event of one incident
 */
public record IncidentData(
        String incidentId,
        String key,
        IncidentKind kind,
        IncidentStatus status,
        Optional<Severity> severity,
        String title,
        Instant openedAt,
        Optional<Instant> since,
        Optional<Instant> resolvedAt,
        Optional<String> resolution,
        Optional<String> mergedInto,
        Optional<String> group,
        int deviceCount,
        int downCount,
        List<String> devices,
        Optional<Cause> cause,
        Optional<String> reason,
        Optional<String> advice,
        Optional<Blind> blind,
        long sequence)
        implements EventData {

    /** So many devices are named; the others are counted. */
    public static final int MOST_DEVICES = 50;

    public IncidentData {
        devices = List.copyOf(devices);
        // Events that were stored before there was such a thing have none.
        blind = blind == null ? Optional.empty() : blind;
    }

    /** Of a time at which no source of ours was blind. */
    public IncidentData(
            String incidentId,
            String key,
            IncidentKind kind,
            IncidentStatus status,
            Optional<Severity> severity,
            String title,
            Instant openedAt,
            Optional<Instant> since,
            Optional<Instant> resolvedAt,
            Optional<String> resolution,
            Optional<String> mergedInto,
            Optional<String> group,
            int deviceCount,
            int downCount,
            List<String> devices,
            Optional<Cause> cause,
            Optional<String> reason,
            Optional<String> advice,
            long sequence) {
        this(
                incidentId,
                key,
                kind,
                status,
                severity,
                title,
                openedAt,
                since,
                resolvedAt,
                resolution,
                mergedInto,
                group,
                deviceCount,
                downCount,
                devices,
                cause,
                reason,
                advice,
                Optional.empty(),
                sequence);
    }

    @Override
    public Optional<String> incident() {
        return Optional.of(incidentId);
    }
}
