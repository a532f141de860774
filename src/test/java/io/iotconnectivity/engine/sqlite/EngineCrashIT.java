package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.process.ProductCommand;
import io.iotconnectivity.signal.ClientId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that crash between two side effects, one after the other on the same store, and what each successor makes
 * of it.
 */
class EngineCrashIT {
    /** Failed deliveries wait for seconds, and other work may occupy the processor. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    /** Each process but the first finds what a crash has left; in the middle, two crash at the same point. */
    @Test
    void crashesAtEveryPointLoseNothingThatWasAcceptedAndDisturbNoOrder() throws Exception {
        List<CrashPoint> points = new ArrayList<>(List.of(CrashPoint.values()));
        List<String> crashes = new ArrayList<>();
        points.forEach(point -> crashes.add(point + ":3"));
        Collections.reverse(points);
        points.forEach(point -> crashes.add(point + ":5"));
        for (String crash : crashes) {
            assertThat(run("-Diotc.crash=" + crash))
                    .as("%s of %s", crash, crashes)
                    .isEqualTo(137);
            everyAckedSignalIsStored(lines("acked"), crash);
        }
        assertThat(run("-Dnothing=to-crash")).isZero();

        everyAckedSignalIsStored(lines("acked"), "the end");
        for (int d = 0; d < CrashChild.DEVICES; d++) {
            String device = "d" + d;
            List<String> stored = eventIds(device);
            assertThat(stored).hasSize(CrashChild.SIGNALS / CrashChild.DEVICES);
            List<String> firstTimes = lines("delivered").stream()
                    .filter(id -> id.startsWith(device + "-"))
                    .distinct()
                    .toList();
            assertThat(firstTimes).isSorted().containsExactlyElementsOf(new TreeSet<>(stored));
        }
        Map<String, IncidentData> incidents = everyOutageIsOneIncident();
        everyTicketIsOpenedAndResolvedInThisOrderOrNotAtAll(incidents);
    }

    /** According to the log and the list of incidents; two decisions each, or one if the incident is still open. */
    private Map<String, IncidentData> everyOutageIsOneIncident() throws Exception {
        Map<String, IncidentData> incidents;
        try (SqliteEngine engine = open()) {
            incidents = engine.ledger().incidents(IncidentQuery.ALL, 10_000).items().stream()
                    .collect(Collectors.toMap(IncidentData::incidentId, Function.identity()));
            for (int d = 0; d < CrashChild.DEVICES; d++) {
                ClientId device = new ClientId("d" + d);
                List<String> outages = engine.ledger().events(device, Optional.empty(), 10_000).items().stream()
                        .filter(event -> event.type() == EventType.DEVICE_OFFLINE)
                        .map(Event::id)
                        .toList();
                assertThat(incidents.values().stream()
                                .filter(incident -> incident.key().equals("device/" + device.value()))
                                .map(IncidentData::incidentId))
                        .containsExactlyInAnyOrderElementsOf(outages);
                assertThat(incidents.get(outages.get(0)).status()).isEqualTo(IncidentStatus.OPEN);
                assertThat(outages.subList(1, outages.size()))
                        .allMatch(id -> incidents.get(id).status() == IncidentStatus.RESOLVED);
                assertThat(engine.ledger().decisions(device, 10_000)).hasSize(2 * outages.size() - 1);
            }
        }
        List<String> told = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("engine.db"))) {
            for (StoredLog.Row row : StoredLog.rows(connection)) {
                row.event()
                        .incident()
                        .ifPresent(incident -> told.add(row.event().type().shortName() + " " + incident.incidentId()));
            }
        }
        assertThat(told).doesNotHaveDuplicates();
        assertThat(told.stream().filter(line -> line.startsWith("incident.opened ")))
                .hasSize(incidents.size());
        assertThat(told.stream().filter(line -> line.startsWith("incident.resolved ")))
                .hasSize(incidents.size() - CrashChild.DEVICES);
        assertThat(told).hasSize(2 * incidents.size() - CrashChild.DEVICES);
        return incidents;
    }

    /**
     * The same event may be delivered again. An incident that ended before its opening could be delivered is left
     * out, together with its end.
     */
    private void everyTicketIsOpenedAndResolvedInThisOrderOrNotAtAll(Map<String, IncidentData> incidents)
            throws Exception {
        List<String> lines = lines("tickets");
        incidents.forEach((id, incident) -> {
            String opened = "incident.opened " + id;
            String resolved = "incident.resolved " + id;
            boolean goesOn = incident.status() == IncidentStatus.OPEN;
            assertThat(lines.contains(opened)).isEqualTo(goesOn || lines.contains(resolved));
            assertThat(lines.contains(resolved) && goesOn).isFalse();
            if (!goesOn) {
                assertThat(lines.lastIndexOf(opened)).isLessThanOrEqualTo(lines.indexOf(resolved));
            }
        });
        try (SqliteEngine engine = open()) {
            incidents.keySet().stream()
                    .filter(id -> !lines.contains("incident.opened " + id))
                    .forEach(id -> assertThat(engine.ledger().sent(id, 10))
                            .extracting(Sent::result)
                            .containsExactly(Sent.Result.DROPPED, Sent.Result.DROPPED));
        }
    }

    private void everyAckedSignalIsStored(List<String> acked, String after) {
        try (SqliteEngine engine = open()) {
            for (int d = 0; d < CrashChild.DEVICES; d++) {
                int device = d;
                long told = acked.stream()
                        .distinct()
                        .filter(number -> Integer.parseInt(number) % CrashChild.DEVICES == device)
                        .count();
                int stored = engine.ledger()
                        .events(new ClientId("d" + d), Optional.empty(), 10_000)
                        .items()
                        .size();
                assertThat((long) stored).as("d%d after %s", d, after).isGreaterThanOrEqualTo(told);
            }
            assertThat(engine.ledger()
                            .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                            .items())
                    .as("after %s", after)
                    .extracting(DeadLetter::reason)
                    .isEmpty();
        }
    }

    private List<String> eventIds(String device) {
        try (SqliteEngine engine = open()) {
            return engine.ledger().events(new ClientId(device), Optional.empty(), 10_000).items().stream()
                    .map(Event::id)
                    .toList();
        }
    }

    private SqliteEngine open() {
        return SqliteEngine.open(
                EngineSettings.of(directory.resolve("engine.db")),
                new SimpleRules(),
                new NoIncidents(),
                new CloudEvents("iot-connectivity/test"),
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                CrashPoint.Watch.NONE);
    }

    private List<String> lines(String file) throws Exception {
        Path path = directory.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    private int run(String property) throws Exception {
        List<String> command = ProductCommand.ofProgram(CrashChild.class, "-Xmx256m", property);
        command.add(directory.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended)
                .as("the process ended by itself; it said %s", Files.readString(directory.resolve("output")))
                .isTrue();
        return process.exitValue();
    }
}
