package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.iotconnectivity.process.FreePort;
import io.iotconnectivity.process.ProductCommand;
import io.iotconnectivity.sandbox.Broker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a process of its own, with a real broker. */
class AppIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endWhatStillRuns() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void deviceGoesOfflineAndComesBackAndTheProcessStopsInTime() throws Exception {
        int http = FreePort.find();
        try (Broker broker = Broker.builder().start()) {
            settings(
                    "mqtt.url = " + broker.url(),
                    "http.port = " + http,
                    "policy.CLIENT_INITIATED_DISCONNECT.grace = 0s");
            Process product = start();
            await().atMost(PATIENCE).until(() -> status(http, "/observe/health") == 200);

            Mqtt5BlockingClient device = Mqtt5Client.builder()
                    .identifier("plant/pump 7")
                    .serverHost("127.0.0.1")
                    .serverPort(broker.port())
                    .buildBlocking();
            device.connect();
            awaitState(http, "ONLINE");
            device.disconnect();
            awaitState(http, "OFFLINE");
            device.connect();
            awaitState(http, "ONLINE");

            assertThat(get(http, "/api/devices").get("total").asInt())
                    .as("our own connections are no devices")
                    .isEqualTo(1);
            assertThat(get(http, "/api/devices/plant%2Fpump%207/events")
                            .get("items")
                            .findValuesAsText("type"))
                    .contains("io.iotconnectivity.device.offline", "io.iotconnectivity.device.online");

            product.destroy();
            assertThat(product.waitFor(20, TimeUnit.SECONDS))
                    .as("it stops within 20 s")
                    .isTrue();
            assertThat(product.exitValue()).isIn(0, 143);
            assertThat(log()).contains("is up: http://127.0.0.1:" + http, "has stopped");
            device.disconnect();
        }
    }

    @Test
    void healthNamesTheBrokerThatCannotBeReached() throws Exception {
        int http = FreePort.find();
        settings("mqtt.url = tcp://127.0.0.1:" + FreePort.find(), "http.port = " + http);
        start();

        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        get(http, "/observe/health").toString())
                .contains("source-presence", "source-last-will", "not connected"));
        assertThat(status(http, "/observe/health")).isEqualTo(503);
        assertThat(status(http, "/observe/health/live")).isEqualTo(200);
    }

    @Test
    void wrongSettingsAreToldAllTogether() throws Exception {
        settings("mqtt.ulr = tcp://x:1", "http.port = many", "verify = on");

        Process product = start();

        assertThat(product.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(product.exitValue()).isEqualTo(2);
        assertThat(log().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("did you mean mqtt.url? (application.properties:1)"))
                .anyMatch(line -> line.startsWith("http.port: \"many\" is not a whole number"))
                .anyMatch(line -> line.startsWith("verify: \"on\" is not one of off, connection"));
    }

    @Test
    void portThatIsTakenIsStatus1AndOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            settings("http.port = " + taken.getLocalPort());

            Process product = start();

            assertThat(product.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(product.exitValue()).isEqualTo(1);
            assertThat(log()).contains("http.port: cannot listen on 127.0.0.1:" + taken.getLocalPort());
            assertThat(log()).doesNotContain("\tat ");
        }
    }

    @Test
    void brokenRouteFileStopsTheStartWithItsName() throws Exception {
        settings("http.port = 0");
        Path routes = Files.createDirectory(directory.resolve("routes"));
        Files.writeString(routes.resolve("sink-bad.camel.yaml"), "- route:\n    id: sink-bad\n    form: direct:x\n");

        Process product = start();

        assertThat(product.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(product.exitValue()).isEqualTo(1);
        assertThat(log()).contains("sink-bad.camel.yaml", "form").doesNotContain("\tat ");
    }

    private void settings(String... lines) throws IOException {
        Files.write(directory.resolve("application.properties"), List.of(lines));
    }

    private Process start() throws IOException {
        Process process = new ProcessBuilder(ProductCommand.of("-Xmx256m"))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private static void awaitState(int http, String state) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        get(http, "/api/devices/plant%2Fpump%207").path("state").asText())
                .isEqualTo(state));
    }

    private static JsonNode get(int http, String path) throws Exception {
        return JSON.readTree(ask(http, path).body());
    }

    private static int status(int http, String path) throws Exception {
        try {
            return ask(http, path).statusCode();
        } catch (IOException notListeningYet) {
            return 0;
        }
    }

    private static HttpResponse<String> ask(int http, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
