package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The content of an incident event apart from the incident's identity; as in {@link IncidentData}. */
record IncidentFacts(
        Optional<Severity> severity,
        String title,
        Optional<Instant> since,
        Optional<String> group,
        int deviceCount,
        int downCount,
        List<String> devices,
        Optional<Cause> cause,
        Optional<String> reason,
        Optional<String> advice,
        Map<String, Extra> extra,
        Map<String, Map<String, List<String>>> extraValues,
        List<String> classes,
        Optional<Common> common) {

    /** Facts about devices of the default class, without what enrich routes know. */
    IncidentFacts(
            Optional<Severity> severity,
            String title,
            Optional<Instant> since,
            Optional<String> group,
            int deviceCount,
            int downCount,
            List<String> devices,
            Optional<Cause> cause,
            Optional<String> reason,
            Optional<String> advice) {
        this(
                severity,
                title,
                since,
                group,
                deviceCount,
                downCount,
                devices,
                cause,
                reason,
                advice,
                Map.of(),
                Map.of(),
                List.of(),
                Optional.empty());
    }

    /** The same with what enrich routes know about the device. */
    IncidentFacts with(Map<String, Extra> known) {
        return with(known, extraValues);
    }

    /** The same with what enrich routes know about the devices. */
    IncidentFacts with(Map<String, Extra> known, Map<String, Map<String, List<String>>> values) {
        return new IncidentFacts(
                severity,
                title,
                since,
                group,
                deviceCount,
                downCount,
                devices,
                cause,
                reason,
                advice,
                known,
                values,
                classes,
                common);
    }

    /** The same about a device of this class. */
    IncidentFacts ofClass(Optional<String> name) {
        return name.isEmpty() ? this : with(List.of(name.get()));
    }

    /** The same about devices of these classes. */
    IncidentFacts with(List<String> ofClasses) {
        return new IncidentFacts(
                severity,
                title,
                since,
                group,
                deviceCount,
                downCount,
                devices,
                cause,
                reason,
                advice,
                extra,
                extraValues,
                ofClasses,
                common);
    }

    /** The same about devices that have this in common. */
    IncidentFacts sharing(Optional<Common> shared) {
        return new IncidentFacts(
                severity,
                title,
                since,
                group,
                deviceCount,
                downCount,
                devices,
                cause,
                reason,
                advice,
                extra,
                extraValues,
                classes,
                shared);
    }

    IncidentFacts with(Optional<Severity> other) {
        return new IncidentFacts(
                other,
                title,
                since,
                group,
                deviceCount,
                downCount,
                devices,
                cause,
                reason,
                advice,
                extra,
                extraValues,
                classes,
                common);
    }

    /** Creates the facts of an incident about one device. */
    static IncidentFacts of(
            ClientId client,
            Severity severity,
            String title,
            Optional<Instant> since,
            Optional<String> group,
            boolean away,
            Optional<Cause> cause,
            Optional<String> reason,
            Optional<String> advice) {
        return new IncidentFacts(
                Optional.of(severity),
                title,
                since,
                group,
                1,
                away ? 1 : 0,
                List.of(client.value()),
                cause,
                reason,
                advice);
    }
}
