package io.iotconnectivity.fuzz;

import io.iotconnectivity.aws.FuzzedDates;
import io.iotconnectivity.aws.connectivity.FuzzedConnections;
import io.iotconnectivity.aws.fleet.FuzzedPages;
import io.iotconnectivity.aws.logs.FuzzedLogEntries;
import io.iotconnectivity.engine.codec.FuzzedRows;
import io.iotconnectivity.engine.sqlite.FuzzedStore;
import io.iotconnectivity.enrich.FuzzedRouteAnswers;
import io.iotconnectivity.incident.FuzzedRules;
import io.iotconnectivity.mail.FuzzedMail;
import io.iotconnectivity.record.FuzzedRecords;
import io.iotconnectivity.settings.FuzzedSettings;
import io.iotconnectivity.signal.FuzzedSignals;
import io.iotconnectivity.source.mqtt.FuzzedAddresses;
import io.iotconnectivity.trace.FuzzedTraces;
import io.iotconnectivity.web.FuzzedRequests;
import io.iotconnectivity.webhook.FuzzedAnswers;
import io.iotconnectivity.webhook.format.FuzzedPayloads;
import io.iotconnectivity.webhook.inbound.FuzzedReports;
import java.util.List;
import java.util.stream.Stream;

/** Every parser of bytes from outside. */
final class Targets {
    static final List<Target> ALL = Stream.of(
                    FuzzedSignals.TARGETS,
                    FuzzedStore.TARGETS,
                    FuzzedRows.TARGETS,
                    FuzzedLogEntries.TARGETS,
                    FuzzedConnections.TARGETS,
                    FuzzedPages.TARGETS,
                    FuzzedDates.TARGETS,
                    FuzzedRequests.TARGETS,
                    FuzzedAnswers.TARGETS,
                    FuzzedReports.TARGETS,
                    FuzzedRouteAnswers.TARGETS,
                    FuzzedPayloads.TARGETS,
                    FuzzedMail.TARGETS,
                    FuzzedSettings.TARGETS,
                    FuzzedAddresses.TARGETS,
                    FuzzedRules.TARGETS,
                    FuzzedRecords.TARGETS,
                    FuzzedTraces.TARGETS)
            .flatMap(List::stream)
            .toList();

    private Targets() {}

    static Target of(String name) {
        return ALL.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target " + name));
    }
}
