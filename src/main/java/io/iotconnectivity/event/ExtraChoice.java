package io.iotconnectivity.event;

import io.iotconnectivity.signal.ExtraField;
import java.util.List;
import java.util.Optional;

/**
 * A choice of incidents by what an enrich route knows about their devices. An incident of several devices is chosen if
 * any of them is, and also if there are too many values to tell.
 *
 * @param values compared ignoring case; {@value IncidentData#UNKNOWN_VALUE} also chooses devices of which the field is
 *     not known, and incidents that are about no device
 */
public record ExtraChoice(ExtraField field, Names values) {

    /** Whether an incident is chosen. */
    boolean includes(IncidentData incident) {
        return incident.valuesOf(field).stream()
                .anyMatch(value -> value.equals(IncidentData.OTHER_VALUES) || values.includeInAnyCase(value));
    }

    /** Why an incident is not chosen, for an operator; empty if it is. */
    Optional<String> refusal(IncidentData incident) {
        List<String> here = incident.valuesOf(field);
        return includes(incident)
                ? Optional.empty()
                : Optional.of("its extra." + field + " is " + String.join(", ", here) + ", and the sink wants "
                        + String.join(", ", values.patterns()));
    }
}
