package io.iotconnectivity.web;

import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many incidents are open.
 *
 * @param byKind counts of the newest {@value #MOST}; only kinds that occur
 * @param bySeverity the same
 */
record OpenIncidents(long open, Map<IncidentKind, Long> byKind, Map<Severity, Long> bySeverity) {
    private static final int MOST = 5000;
    private static final IncidentQuery OPEN =
            new IncidentQuery(Optional.of(IncidentStatus.OPEN), Optional.empty(), Optional.empty());

    static OpenIncidents of(Ledger ledger) {
        Ledger.Page<IncidentData> open = ledger.incidents(OPEN, MOST);
        return new OpenIncidents(
                open.total(),
                count(open.items(), incident -> Optional.of(incident.kind()), IncidentKind.class),
                count(open.items(), IncidentData::severity, Severity.class));
    }

    private static <K extends Enum<K>> Map<K, Long> count(
            List<IncidentData> incidents, Function<IncidentData, Optional<K>> key, Class<K> keys) {
        return incidents.stream()
                .map(key)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(Function.identity(), () -> new EnumMap<>(keys), Collectors.counting()));
    }
}
