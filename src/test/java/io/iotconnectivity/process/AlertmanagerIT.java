package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product and an Alertmanager that forgets. */
@NeedsProgram("prometheus-alertmanager")
class AlertmanagerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** So that nothing but what is sent again keeps an alert, and a site that is known to be down mutes its devices. */
    private static final String CONFIGURATION =
            """
            global:
              resolve_timeout: 1s
            route:
              receiver: nobody
            receivers:
              - name: nobody
            inhibit_rules:
              - source_matchers: [alertname="SiteDown"]
                target_matchers: [alertname="IotConnectivity"]
                equal: [group]
            """;

    @TempDir
    Path directory;

    private final int port = FreePort.find();

    @Test
    void anOpenIncidentIsAnAlertThroughARestartOfAlertmanagerAndNoLongerThanTheIncident() throws IOException {
        try (Broker broker = Broker.builder().start()) {
            Setup setup = Setup.in(directory, broker.url())
                    .with("mqtt.client-id", "alerts")
                    .with("group.pattern", "(?<group>site-\\\\d+)-.*")
                    .withWebhook("alerts", address(""))
                    .with("webhook.alerts.format", "alertmanager")
                    .with("webhook.alerts.options.repeat", "1");
            PresenceFeed feed = new PresenceFeed(broker);
            LocalProgram alertmanager = alertmanager("first");
            try (RunningProduct product = setup.start().awaitUp()) {
                feed.connects("site-3-pump", 1);
                feed.drops("site-3-pump", 1);
                await().atMost(PATIENCE).until(() -> alerts().equals(List.of("device/site-3-pump in site-3 active")));

                alertmanager.close();
                alertmanager = alertmanager("second");
                await("the alert that it has never seen").atMost(PATIENCE).until(() -> alerts().equals(
                                List.of("device/site-3-pump in site-3 active")));
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> alerts().equals(
                                List.of("device/site-3-pump in site-3 active")));

                send(HttpRequest.newBuilder(address("/api/v2/alerts"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "[{\"labels\":{\"alertname\":\"SiteDown\",\"group\":\"site-3\"}}]"))
                        .build());
                await("the site's alert to mute the device's").atMost(PATIENCE).until(() -> alerts().contains(
                                "device/site-3-pump in site-3 suppressed"));

                feed.connects("site-3-pump", 2);
                await().atMost(PATIENCE).until(() -> alerts().isEmpty());
                await("more than the time to send again")
                        .during(Duration.ofSeconds(3))
                        .atMost(PATIENCE)
                        .until(() -> alerts().isEmpty());
                assertThat(product.output()).doesNotContain("ERROR");
            } finally {
                alertmanager.close();
            }
        }
    }

    /** One with a store of its own, which knows of no alert. */
    private LocalProgram alertmanager(String name) throws IOException {
        Path home = Files.createDirectory(directory.resolve(name));
        Path configuration = Files.writeString(home.resolve("alertmanager.yml"), CONFIGURATION);
        return LocalProgram.start(
                        home,
                        "prometheus-alertmanager",
                        "--config.file=" + configuration,
                        "--storage.path=" + home,
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .awaitPort(port);
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** What each alert of ours is about, and how it is. */
    private List<String> alerts() {
        List<String> alerts = new ArrayList<>();
        for (JsonNode alert :
                send(HttpRequest.newBuilder(address("/api/v2/alerts")).build())) {
            if (alert.at("/labels/alertname").asText().equals("IotConnectivity")) {
                alerts.add(alert.at("/labels/key").asText() + " in "
                        + alert.at("/labels/group").asText() + " "
                        + alert.at("/status/state").asText());
            }
        }
        return alerts;
    }

    private static JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
