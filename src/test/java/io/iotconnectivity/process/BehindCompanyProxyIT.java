package io.iotconnectivity.process;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.iotconnectivity.net.HttpProxy.Login;
import io.iotconnectivity.net.Squid;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Certificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The product on a machine of a company: it can resolve names of the inside only, and all the rest is behind a proxy that wants a
 * login.
 */
@NeedsProgram({"squid", "mosquitto"})
class BehindCompanyProxyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void brokerAndHelpDeskAreReachedThroughTheProxyAndTheInsideWithout(
            @TempDir Path directory, @TempDir Path proxy, @TempDir Path broker, @TempDir Path keys) throws Exception {
        Certificates files = Certificates.create(keys, "client", "hooks.example.net");
        Path names = Files.writeString(directory.resolve("names"), "127.0.0.1 inside.example.net localhost\n");
        int mqtt = FreePort.find();
        int plainMqtt = FreePort.find();
        Path configuration = Files.writeString(
                broker.resolve("mosquitto.conf"),
                "allow_anonymous true\nlistener " + mqtt + " 127.0.0.1\nprotocol websockets\nlistener " + plainMqtt
                        + " 127.0.0.1\n");
        WireMockServer desk = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(files.serverKeyStore().toString())
                .keystoreType("JKS")
                .keystorePassword(Certificates.PASSWORD)
                .keyManagerPassword(Certificates.PASSWORD));
        desk.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        desk.start();
        try (Squid squid = Squid.start(proxy, "hooks.example.net", "mqtt.example.net");
                LocalProgram mosquitto = LocalProgram.start(broker, "mosquitto", "-c", configuration.toString())
                        .awaitPort(mqtt)
                        .awaitPort(plainMqtt)) {
            String address = squid.locked(Optional.of(new Login(Squid.USER, Squid.PASSWORD)))
                    .address();
            Setup setup = Setup.in(directory, "ws://mqtt.example.net:" + mqtt + "/mqtt")
                    .with("proxy.url", "http://" + Squid.USER + ":" + Squid.PASSWORD + "@" + address)
                    .with("proxy.none", "inside.example.net, 10.0.0.0/8")
                    .with("last-will.topic", "lwt/+")
                    .with("webhook.outside.url", "https://hooks.example.net:" + desk.httpsPort() + "/outside")
                    .with("webhook.outside.ca-file", files.ca().toString())
                    .with("webhook.inside.url", "http://inside.example.net:" + desk.port() + "/inside")
                    .with("webhook.inside.allow-private", "true");
            try (RunningProduct product =
                    setup.start("-Djdk.net.hosts.file=" + names).awaitUp()) {
                dies("pump", "tcp://127.0.0.1:" + plainMqtt);

                await().atMost(PATIENCE).untilAsserted(() -> {
                    desk.verify(postRequestedFor(urlPathEqualTo("/outside"))
                            .withHeader("Host", equalTo("hooks.example.net:" + desk.httpsPort())));
                    desk.verify(postRequestedFor(urlPathEqualTo("/inside")));
                });
                assertThat(product.output())
                        .contains("Outbound connections: proxy " + address
                                + " (proxy.url) for MQTT, webhook outside; directly: webhook inside")
                        .doesNotContain(Squid.PASSWORD);
                assertThat(mosquitto.process().isAlive()).isTrue();
            }
            // It writes down a tunnel once that has ended.
            await().untilAsserted(() -> assertThat(squid.log())
                    .contains("CONNECT mqtt.example.net:" + mqtt)
                    .contains("CONNECT hooks.example.net:" + desk.httpsPort()));
            assertThat(squid.log()).doesNotContain("inside.example.net");
        } finally {
            desk.stop();
        }
    }

    private static void dies(String clientId, String broker) throws MqttException {
        MqttClient device = new MqttClient(broker, clientId, null);
        device.connect();
        device.publish("lwt/" + clientId, "offline".getBytes(StandardCharsets.UTF_8), 1, false);
        device.disconnect();
        device.close();
    }
}
