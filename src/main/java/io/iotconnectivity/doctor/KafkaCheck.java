package io.iotconnectivity.doctor;

import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.ClusterTopics;
import io.iotconnectivity.engine.kafka.TicketKey;
import io.iotconnectivity.extension.ExtensionFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks whether Kafka can be reached and used, and whether its topics, and this instance, are as the others need them. */
final class KafkaCheck implements Check {
    private final Optional<ClusterSettings> cluster;
    private final Optional<TicketKey> ticketKey;

    KafkaCheck(Optional<ClusterSettings> cluster, Optional<TicketKey> ticketKey) {
        this.cluster = cluster;
        this.ticketKey = ticketKey;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public boolean isUsed() {
        return cluster.isPresent();
    }

    @Override
    public List<Finding> look() {
        try {
            return findings(new ClusterTopics(cluster.orElseThrow()).look(ticketKey));
        } catch (StoreUnavailable e) {
            return List.of(Finding.error(name(), e.getMessage(), "see the message"));
        } catch (NoClassDefFoundError e) {
            return List.of(Finding.error(
                    name(),
                    "the libraries of Kafka are not part of this release, and engine=kafka needs them",
                    ExtensionFolder.kafkaCommand()));
        }
    }

    private List<Finding> findings(ClusterTopics.Report report) {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                report.missing().isEmpty()
                        ? Finding.ok(name(), report.summary())
                        : Finding.ok(
                                name(),
                                report.summary() + "; missing: " + String.join(", ", report.missing()),
                                "they are created at the start"));
        report.flaws()
                .forEach(flaw -> findings.add(
                        flaw.harms()
                                ? Finding.error(name(), flaw.what(), flaw.fix())
                                : Finding.warning(name(), flaw.what(), flaw.fix())));
        return findings;
    }
}
