package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What an event says about its incident. Unknown values are absent.
 *
 * @param incidentId the same from opening to resolution and never reused; ticket systems correlate by it
 * @param key what the incident is about, such as {@code device/pump-7} or {@code group/site-3}; reused by the next
 *     incident about the same thing
 * @param title one line for a ticket, at most 200 characters, printable
 * @param openedAt when the incident was declared
 * @param since when the problem itself began; earlier than {@code openedAt} by the grace
 * @param resolvedAt present exactly if it is resolved
 * @param resolution why it was resolved: {@code recovered}, {@code merged} into another, {@code steady}, {@code quiet},
 *     {@code offline} (a deaf device lost its connection),
 *     {@code handed over} to incidents of the single devices that are still away, or, because the device was taken out
 *     of service or forgotten, {@code retired} or {@code forgotten}; present exactly if it is resolved
 * @param mergedInto the incident that continues in its place; present exactly if {@code resolution} is {@code merged}
 * @param group the group of the devices, if there is one
 * @param deviceCount how many devices it has included so far
 * @param downCount how many of them are away now
 * @param devices the first devices, at most {@value #MOST_DEVICES}
 * @param reason as AWS names it, if AWS gave one
 * @param advice what an operator should look at first
 * @param blind a blind source of this application: for kind {@code blind}, the one that the incident is about; for
 *     other kinds, one that was blind when the event was decided, so that the event could not be verified
 * @param handling what people did about it; absent if nobody did anything
 * @param reminder present if the event has no news but reminds a sink of an incident that is still open: how often it
 *     has been reminded since the last news, this time included
 * @param extra what the enrich routes know about the device, by their names; what they know about all devices alike if
 *     there are several
 * @param extraValues what the devices have in the fields that decide who is told, by route and field, if it is about
 *     several: some values, {@value #UNKNOWN_VALUE} if some have none, {@value #OTHER_VALUES} if there are more
 * @param classes the names of the classes of its devices, sorted, {@value #DEFAULT_CLASS} among them if others are, too;
 *     empty: only the default class, or it is not about devices
 * @param common what its devices have in common that others have not; absent if nothing stands out, or if it is not about
 *     a group
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
        Optional<Handling> handling,
        OptionalInt reminder,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Extra> extra,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, List<String>>> extraValues,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> classes,
        Optional<Common> common,
        long sequence)
        implements EventData {

    /** How many devices are named; the others are only counted. */
    public static final int MOST_DEVICES = 50;

    /** The name of the class of devices that have none. */
    public static final String DEFAULT_CLASS = "default";

    /** Stands for the value of a device of which a field is not known. */
    public static final String UNKNOWN_VALUE = "unknown";

    /** Stands for more values than are listed. */
    public static final String OTHER_VALUES = "*";

    public IncidentData {
        devices = List.copyOf(devices);
        // Events stored before these fields existed have none.
        blind = blind == null ? Optional.empty() : blind;
        handling = handling == null ? Optional.empty() : handling;
        reminder = reminder == null ? OptionalInt.empty() : reminder;
        classes = classes == null ? List.of() : List.copyOf(classes);
        common = common == null ? Optional.empty() : common;
        extra = extra == null || extra.isEmpty() ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(extra));
        extraValues = extraValues == null || extraValues.isEmpty()
                ? Map.of()
                : Collections.unmodifiableSortedMap(new TreeMap<>(extraValues));
    }

    /** Creates data with news, about devices that have nothing in common. */
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
            Optional<Blind> blind,
            Optional<Handling> handling,
            Map<String, Extra> extra,
            Map<String, Map<String, List<String>>> extraValues,
            List<String> classes,
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
                blind,
                handling,
                OptionalInt.empty(),
                extra,
                extraValues,
                classes,
                Optional.empty(),
                sequence);
    }

    /** Creates data decided while no source was blind, about an incident of which nobody has taken note. */
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
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                sequence);
    }

    /** The same incident, with what people did about it. */
    public IncidentData noted(Optional<Handling> changed, long nextSequence) {
        return new IncidentData(
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
                blind,
                changed,
                OptionalInt.empty(),
                extra,
                extraValues,
                classes,
                common,
                nextSequence);
    }

    /** The same, about devices that have this in common. */
    public IncidentData with(Optional<Common> shared) {
        return new IncidentData(
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
                blind,
                handling,
                reminder,
                extra,
                extraValues,
                classes,
                shared,
                sequence);
    }

    /** The same, as a reminder. */
    public IncidentData reminding(int count) {
        return new IncidentData(
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
                blind,
                handling,
                OptionalInt.of(count),
                extra,
                extraValues,
                classes,
                common,
                sequence);
    }

    /** What its devices have in a field of an enrich route; {@value #UNKNOWN_VALUE} if that is not known of any. */
    public List<String> valuesOf(ExtraField field) {
        List<String> several = extraValues.getOrDefault(field.route(), Map.of()).getOrDefault(field.name(), List.of());
        return several.isEmpty() ? List.of(field.in(extra).orElse(UNKNOWN_VALUE)) : several;
    }

    @Override
    public Optional<String> incident() {
        return Optional.of(incidentId);
    }
}
