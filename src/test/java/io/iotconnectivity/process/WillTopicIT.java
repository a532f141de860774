package io.iotconnectivity.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.process.RunningProduct.Setup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet as hobbyists and small factories run it: another broker than AWS's, with wills and births on one topic, both retained. */
@NeedsProgram("mosquitto")
class WillTopicIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final int port = FreePort.find();

    @Test
    void willsAndBirthsOfOneTopicAreTheVerdict() throws Exception {
        String broker = "tcp://127.0.0.1:" + port;
        Path configuration = Files.writeString(
                directory.resolve("mosquitto.conf"), "listener " + port + " 127.0.0.1\nallow_anonymous true\n");
        Setup setup = Setup.in(directory, broker)
                .with("mqtt.client-id", "wills")
                .with("presence.enabled", "false")
                .with("last-will.topic", "tele/+/LWT");
        try (LocalProgram mosquitto = LocalProgram.start(directory, "mosquitto", "-c", configuration.toString())
                        .awaitPort(port);
                Plugs plugs = new Plugs(broker)) {
            plugs.say("old", "Online");
            try (RunningProduct product = setup.start().awaitUp()) {
                plugs.say("plug1", "Online");
                eventually(product, "plug1", "ONLINE");
                plugs.say("plug1", "banana");
                plugs.say("plug1", "");
                plugs.say("plug1", "Offline");
                eventually(product, "plug1", "OFFLINE");
                plugs.say("plug1", "Online");
                eventually(product, "plug1", "ONLINE");

                assertThat(product.get("/api/devices").path("items"))
                        .extracting(device -> device.path("clientId").asText())
                        .containsExactly("plug1");
                JsonNode letters = product.get("/api/dead-letters").path("items");
                assertThat(letters).singleElement().satisfies(letter -> {
                    assertThat(letter.path("payload").asText()).isEqualTo("banana");
                    assertThat(letter.path("topic").asText()).isEqualTo("tele/plug1/LWT");
                    assertThat(letter.path("reason").asText()).contains("\"banana\" is in none of last-will.gone");
                });
                assertThat(product.text("/observe/metrics"))
                        .contains("iotc_ignored_signals_total{source=\"last-will\"} 2.0");
                assertThat(mosquitto.process().isAlive()).isTrue();
            }
        }
    }

    private static void eventually(RunningProduct product, String device, String state) {
        await(device + " to be " + state).atMost(PATIENCE).untilAsserted(() -> assertThat(product.stateOf(device))
                .isEqualTo(state));
    }

    /** The devices, which speak over one connection. */
    private static final class Plugs implements AutoCloseable {
        private final MqttClient client;

        Plugs(String broker) throws MqttException {
            client = new MqttClient(broker, "plugs", null);
            client.connect();
        }

        void say(String plug, String payload) throws MqttException {
            client.publish("tele/" + plug + "/LWT", payload.getBytes(UTF_8), 1, true);
        }

        @Override
        public void close() throws MqttException {
            try {
                client.disconnect();
            } finally {
                client.close();
            }
        }
    }
}
