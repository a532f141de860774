package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.route.RouteFolders;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.SettingsLoader;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowStartTest {
    private static final Duration SETTLE_AND_GRACE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void aDeviceThatWasAwayIsNotToldOfBeforeItsSourceHasBeenWaitedFor() throws Exception {
        Path file = directory.resolve("connectivity.db");
        Path routes = Files.createDirectory(directory.resolve("routes"));
        Files.writeString(
                routes.resolve("sink-slow.camel.yaml"),
                """
                - beans:
                    - name: slow
                      type: "#class:%s"
                - route:
                    id: sink-slow
                    group: sink
                    from:
                      uri: direct:sink-slow
                      steps:
                        - to: log:slow
                """
                        .replace("%s", SlowBean.class.getName()));
        RunningClock clock = new RunningClock(Instant.now());
        SlowBean.clock = clock;
        dropped("pump-7", file, clock);

        try (Monitor monitor = Monitor.start(settings(file), RouteFolders.of(directory, Path.of("routes")), clock)) {
            assertThat(SlowBean.waited).isTrue();
            assertThat(device(monitor, "pump-7")).contains("\"state\":\"SUSPECT\"");
        }
    }

    private static void dropped(String device, Path file, Clock clock) throws Exception {
        try (Engine engine = SqliteEngine.open(
                EngineSettings.of(file),
                new PresenceMachine(Policy.defaults())::step,
                IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults())),
                new CloudEvents("iot-connectivity/test"),
                clock,
                new SimpleMeterRegistry())) {
            Connection connection = new Connection(
                    OptionalLong.of(1), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
            ClientId client = new ClientId(device);
            engine.accept(new Signal.Connected(client, clock.instant(), connection))
                    .get();
            engine.accept(new Signal.Disconnected(client, clock.instant(), connection, Reason.CONNECTION_LOST))
                    .get();
        }
    }

    private static Settings settings(Path file) throws Exception {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "mqtt.url", "tcp://127.0.0.1:1",
                "engine.file", file.toString(),
                "http.port", "0",
                "sink.log.enabled", "false"));
        return new SettingsLoader(Path.of("no-such-directory"), Map.of(), properties).load(Optional.empty());
    }

    private static String device(Monitor monitor, String device) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + monitor.port() + "/api/devices/" + device))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** A route's bean that takes longer to make than devices may be away, and lets the engine look at the time meanwhile. */
    public static final class SlowBean {
        private static volatile RunningClock clock;
        private static volatile boolean waited;

        public SlowBean() {
            clock.advance(SETTLE_AND_GRACE);
            int before = clock.looks.get();
            await().atMost(Duration.ofSeconds(60)).until(() -> clock.looks.get() > before + 10);
            waited = true;
        }
    }

    private static final class RunningClock extends Clock {
        private final AtomicInteger looks = new AtomicInteger();
        private volatile Instant now;

        RunningClock(Instant now) {
            this.now = now;
        }

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            looks.incrementAndGet();
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
