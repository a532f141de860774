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
import io.iotconnectivity.signal.ClientId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ends the process between two side effects, and looks at what the next one makes of it. */
class EngineCrashIT {
    /** Failed deliveries wait for seconds, and other work may have the processor. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(CrashPoint.class)
    void crashLosesNothingThatWasAcceptedAndDisturbsNoOrder(CrashPoint point) throws Exception {
        // The second process crashes too, on what the first has left; the third works everything off.
        assertThat(run("-Diotc.crash=" + point + ":3")).isEqualTo(137);
        List<String> ackedAtCrash = lines("acked");
        everyAckedSignalIsStored(ackedAtCrash);
        run("-Diotc.crash=" + point + ":5");
        everyAckedSignalIsStored(lines("acked"));
        assertThat(run("-Dnothing=to-crash")).isZero();

        everyAckedSignalIsStored(lines("acked"));
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

    /** By the log and by the list of incidents; two decisions each, or one where it goes on. */
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
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("engine.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT type, json_extract(CAST(body AS TEXT),"
                        + " '$.data.incidentId') FROM event WHERE type LIKE 'incident.%' ORDER BY seq")) {
            while (row.next()) {
                told.add(row.getString(1) + " " + row.getString(2));
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

    /** The same event may come again. What was over before it could be told of is left out, with its end. */
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

    private void everyAckedSignalIsStored(List<String> acked) {
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
                assertThat((long) stored).isGreaterThanOrEqualTo(told);
            }
            assertThat(engine.ledger()
                            .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                            .items())
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
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        property,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName(),
                        directory.toString())
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
