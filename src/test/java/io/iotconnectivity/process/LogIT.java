package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the process prints, read as those read it who collect logs. */
class LogIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECRET = "s3cr3t-of-mqtt";
    private static final String HOSTILE =
            "x\"}\n{\"log.level\":\"ERROR\",\"message\":\"forged\"}\r\n\u2028\u202e</script>${jndi:ldap://127.0.0.1/x}\\";

    @TempDir
    Path directory;

    @Test
    void everyLineIsAJsonObjectWhateverDevicesAreCalled() throws Exception {
        Files.createDirectories(directory.resolve("routes"));
        Files.writeString(
                directory.resolve("routes/sink-broken.camel.yaml"),
                """
                - beans:
                    - name: library
                      type: java.util.logging.Logger
                      factoryMethod: getLogger
                      constructors: {0: org.example.library}
                - route:
                    id: sink-broken
                    group: sink
                    description: Logs an exception of several lines, and fails
                    from:
                      uri: direct
                      parameters: {name: sink-broken}
                      steps:
                        - bean:
                            ref: library
                            method: "severe('java.util.logging knows %s')"
                        - to:
                            id: show
                            uri: log
                            parameters: {loggerName: shown, level: ERROR, multiline: true, showHeaders: true}
                """
                        .replace("%s", SECRET));
        try (Broker broker = Broker.builder().start()) {
            Setup setup = Setup.in(directory, broker.url())
                    .with("logging.format", "json")
                    .with("mqtt.username", "us")
                    .with("mqtt.password", SECRET);
            try (RunningProduct product = setup.start().awaitUp()) {
                publish(broker, "connected", "\"versionNumber\":1");
                publish(broker, "disconnected", "\"versionNumber\":1,\"disconnectReason\":\"CONNECTION_LOST\"");
                broker.publish("$aws/events/presence/connected/y", "no JSON\nat all");
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertThat(messages(product)).anyMatch(line -> line.contains("is OFFLINE"));
                    assertThat(messages(product)).anyMatch(line -> line.contains("cannot be read"));
                    assertThat(messages(product)).anyMatch(line -> line.contains("ConnectivityEventId"));
                });
                product.stop();

                List<JsonNode> lines = lines(product);
                assertThat(lines).allSatisfy(line -> {
                    assertThat(line.path("@timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
                    assertThat(line.path("log.level").asText()).isIn("INFO", "WARN", "ERROR");
                    assertThat(line.path("log.logger").asText()).isNotBlank();
                    assertThat(line.path("service.name").asText()).isEqualTo("iot-connectivity");
                });
                assertThat(messages(product)).noneMatch(message -> message.equals("forged"));
                assertThat(lines)
                        .filteredOn(line -> line.path("log.logger").asText().equals("org.example.library"))
                        .isNotEmpty()
                        .allSatisfy(line ->
                                assertThat(line.path("message").asText()).isEqualTo("java.util.logging knows ***"));
                assertThat(lines)
                        .filteredOn(line -> line.path("log.logger").asText().equals("connectivity")
                                && line.path("message").asText().contains("is OFFLINE"))
                        .singleElement()
                        .satisfies(line -> assertThat(line.path("message").asText())
                                .startsWith("x\"}\\u000a{")
                                .contains("\\u202e")
                                .doesNotContain("\n"));
                assertThat(messages(product).get(0)).as("the first line, too").isNotBlank();
                assertThat(messages(product)).last().isEqualTo("iot-connectivity has stopped");
                assertThat(product.output()).doesNotContain(SECRET);
            }
        }
    }

    private static void publish(Broker broker, String kind, String more) throws Exception {
        broker.publish(
                "$aws/events/presence/" + kind + "/x",
                String.format(
                        Locale.ROOT,
                        "{\"clientId\":%s,\"timestamp\":%d,\"eventType\":\"%s\",\"sessionIdentifier\":\"s\",%s}",
                        JSON.writeValueAsString(HOSTILE),
                        Instant.now().toEpochMilli(),
                        kind,
                        more));
    }

    private static List<JsonNode> lines(RunningProduct product) {
        List<JsonNode> lines = new ArrayList<>();
        product.output().lines().forEach(line -> {
            try {
                JsonNode object = JSON.readTree(line);
                assertThat(object.isObject()).as(line).isTrue();
                lines.add(object);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + line, e);
            }
        });
        return lines;
    }

    private static List<String> messages(RunningProduct product) {
        return lines(product).stream()
                .map(line -> line.path("message").asText())
                .toList();
    }
}
