package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import io.iotconnectivity.sandbox.Subscriber.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("try") // some connections only have to be open
class BrokerIT {
    private static final String PRESENCE = "$aws/events/presence/#";

    @AutoClose
    private Broker broker;

    private Certificates certificates;

    @BeforeAll
    void start(@TempDir Path directory) {
        certificates = Certificates.create(directory, "thermostat");
        broker = Broker.builder()
                .tls(certificates)
                .refuse(clientId -> clientId.startsWith("rogue"))
                .start();
    }

    @Test
    void aCleanDisconnectIsClientInitiatedAndHasNoWill() {
        try (Subscriber presence = new Subscriber(broker, "watch-clean", PRESENCE, "lwt/#")) {
            RawDevice device = RawDevice.connect(broker.port(), "clean", 30);
            device.disconnect();

            List<Received> events = presence.about("clean", 2);
            JsonNode connected = events.get(0).json();
            assertThat(fields(connected))
                    .containsExactly(
                            "clientId",
                            "timestamp",
                            "eventType",
                            "sessionIdentifier",
                            "principalIdentifier",
                            "ipAddress",
                            "versionNumber");
            assertThat(connected.get("eventType").asText()).isEqualTo("connected");
            assertThat(connected.get("ipAddress").asText()).isEqualTo("127.0.0.1");
            assertThat(connected.get("versionNumber").asLong()).isZero();
            JsonNode disconnected = events.get(1).json();
            assertThat(fields(disconnected))
                    .containsExactly(
                            "clientId",
                            "timestamp",
                            "eventType",
                            "sessionIdentifier",
                            "principalIdentifier",
                            "clientInitiatedDisconnect",
                            "disconnectReason",
                            "versionNumber");
            assertThat(disconnected.get("clientInitiatedDisconnect").asBoolean())
                    .isTrue();
            assertThat(disconnected.get("disconnectReason").asText()).isEqualTo("CLIENT_INITIATED_DISCONNECT");
            assertThat(disconnected.get("sessionIdentifier")).isEqualTo(connected.get("sessionIdentifier"));
            assertThat(disconnected.get("versionNumber")).isEqualTo(connected.get("versionNumber"));

            // Of a device that vanishes later the will has come, so that of the clean one would have.
            RawDevice.connect(broker.port(), "clean-sentinel", 30).vanish();
            presence.about("clean-sentinel", 3);
            assertThat(presence.received()).extracting(Received::topic).doesNotContain("lwt/clean");
        }
    }

    @Test
    void aCutConnectionIsLostAndHasItsWill() {
        try (Subscriber presence = new Subscriber(broker, "watch-lost", PRESENCE, "lwt/#")) {
            RawDevice.connect(broker.port(), "lost", 30).vanish();
            List<Received> events = presence.about("lost", 3);
            assertThat(reasons(events)).containsExactly("CONNECTION_LOST");
            assertThat(events)
                    .contains(
                            new Received(
                                    "lwt/lost",
                                    "{\"state\":{\"reported\":{\"last_will\":\"yes\",\"trigger_action\":\"on\",\"client_id\":\"lost\"}}}"));
        }
    }

    @Test
    void aSilentClientTimesOutAndHasItsWill() {
        try (Subscriber presence = new Subscriber(broker, "watch-silent", PRESENCE, "lwt/#")) {
            try (RawDevice device = RawDevice.connect(broker.port(), "silent", 1)) {
                List<Received> events = presence.about("silent", 3);
                assertThat(reasons(events)).containsExactly("MQTT_KEEP_ALIVE_TIMEOUT");
                assertThat(events).extracting(Received::topic).contains("lwt/silent");
            }
        }
    }

    @Test
    void aTakeOverClosesTheOlderConnectionWithItsWill() {
        try (Subscriber presence = new Subscriber(broker, "watch-twin", PRESENCE, "lwt/#")) {
            try (RawDevice older = RawDevice.connect(broker.port(), "twin", 30);
                    RawDevice newer = RawDevice.connect(broker.port(), "twin", 30)) {
                List<Received> events = presence.about("twin", 4);
                assertThat(reasons(events)).containsExactly("DUPLICATE_CLIENTID");
                assertThat(events).extracting(Received::topic).contains("lwt/twin");
                assertThat(events.stream()
                                .filter(event -> event.topic().startsWith("$aws"))
                                .map(event -> event.json().get("eventType").asText() + " "
                                        + event.json().get("versionNumber")))
                        .as("as AWS may, too, the broker tells of the new connection first")
                        .containsExactlyInAnyOrder("connected 0", "connected 1", "disconnected 0");
            }
        }
    }

    @Test
    void aClientThatBreaksTheProtocolIsInError() {
        try (Subscriber presence = new Subscriber(broker, "watch-broken", PRESENCE)) {
            RawDevice.connect(broker.port(), "broken", 30).connectAgain();
            assertThat(reasons(presence.about("broken", 2))).containsExactly("CLIENT_ERROR");
        }
    }

    @Test
    void deleteConnectionIsInitiatedByTheApi() {
        try (Subscriber presence = new Subscriber(broker, "watch-deleted", PRESENCE, "lwt/#")) {
            try (RawDevice device = RawDevice.connect(broker.port(), "deleted", 30)) {
                assertThat(broker.deleteConnection("deleted", false).join()).isTrue();
                List<Received> events = presence.about("deleted", 3);
                assertThat(reasons(events)).containsExactly("API_INITIATED_DISCONNECT");
            }
        }
    }

    @Test
    void aRefusedClientFailsToConnect() {
        try (Subscriber presence = new Subscriber(broker, "watch-rogue", PRESENCE)) {
            assertThatThrownBy(() -> RawDevice.connect(broker.port(), "rogue-1", 30))
                    .hasMessageContaining("refused");
            Received event = presence.about("rogue-1", 1).get(0);
            assertThat(event.topic()).isEqualTo("$aws/events/presence/connect_failed/rogue-1");
            assertThat(event.json().get("connectFailureReason").asText()).isEqualTo("AUTHORIZATION_FAILED");
            assertThat(event.json().has("versionNumber")).isFalse();
        }
    }

    @Test
    void clientIdsMayHoldSlashesButWildcardsHaveNoEvents() {
        try (Subscriber presence = new Subscriber(broker, "watch-exotic", PRESENCE)) {
            RawDevice.connect(broker.port(), "wild+#", 30).vanish();
            RawDevice.connect(broker.port(), "line/b/Fühler 1", 30).vanish();
            List<Received> events = presence.about("line/b/Fühler 1", 2);
            assertThat(events.get(0).json().get("clientId").asText()).isEqualTo("line/b/Fühler 1");
            assertThat(presence.received()).noneMatch(event -> event.payload().contains("wild+"));
        }
    }

    @Test
    void aWildcardSubscriberDoesNotSeeDollarTopics() {
        try (Subscriber all = new Subscriber(broker, "watch-all", "#", "+/events/presence/#");
                Subscriber presence = new Subscriber(broker, "watch-beside-all", PRESENCE)) {
            RawDevice.connect(broker.port(), "seen", 30).vanish();
            presence.about("seen", 2);
            broker.publish("plain", "end");
            await().until(() -> all.received().contains(new Received("plain", "end")));
            assertThat(all.received()).extracting(Received::topic).noneMatch(topic -> topic.startsWith("$"));
        }
    }

    @Test
    void sharedSubscribersSeeDollarTopicsOnce() {
        try (Subscriber one = new Subscriber(broker, "share-1", "$share/g/" + PRESENCE);
                Subscriber two = new Subscriber(broker, "share-2", "$share/g/" + PRESENCE)) {
            RawDevice.connect(broker.port(), "shared", 30).vanish();
            await().untilAsserted(() -> assertThat(Stream.of(one, two)
                            .flatMap(subscriber -> subscriber.received().stream())
                            .filter(event -> event.topic().endsWith("/shared")))
                    .hasSize(2));
        }
    }

    @Test
    void theTlsListenerWantsACertificateAndNamesItAsThePrincipal() {
        try (Subscriber presence = new Subscriber(broker, "watch-tls", PRESENCE)) {
            Mqtt3AsyncClient trusted = tlsClient("secure", certificates.key());
            trusted.connect().join();
            trusted.disconnect().join();
            String principal = presence.about("secure", 1)
                    .get(0)
                    .json()
                    .get("principalIdentifier")
                    .asText();
            assertThat(principal).matches("[0-9a-f]{64}");

            Mqtt3AsyncClient sameCertificate = tlsClient("secure-2", certificates.pkcs1Key());
            sameCertificate.connect().join();
            sameCertificate.disconnect().join();
            assertThat(presence.about("secure-2", 1)
                            .get(0)
                            .json()
                            .get("principalIdentifier")
                            .asText())
                    .isEqualTo(principal);

            Mqtt3AsyncClient anonymous = MqttClient.builder()
                    .useMqttVersion3()
                    .identifier("anonymous")
                    .serverHost("127.0.0.1")
                    .serverPort(broker.tlsPort())
                    .sslConfig(MqttClientSslConfig.builder()
                            .trustManagerFactory(
                                    trust().getTrustManagerFactory().orElseThrow())
                            .build())
                    .buildAsync();
            assertThat(anonymous.connect()).failsWithin(Duration.ofSeconds(10));
        }
    }

    private Mqtt3AsyncClient tlsClient(String clientId, Path key) {
        SSLFactory identity = SSLFactory.builder()
                .withTrustMaterial(PemUtils.loadTrustMaterial(certificates.ca()))
                .withIdentityMaterial(PemUtils.loadIdentityMaterial(certificates.certificate(), key))
                .build();
        return MqttClient.builder()
                .useMqttVersion3()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(broker.tlsPort())
                .sslConfig(MqttClientSslConfig.builder()
                        .trustManagerFactory(identity.getTrustManagerFactory().orElseThrow())
                        .keyManagerFactory(identity.getKeyManagerFactory().orElseThrow())
                        .build())
                .buildAsync();
    }

    private SSLFactory trust() {
        return SSLFactory.builder()
                .withTrustMaterial(PemUtils.loadTrustMaterial(certificates.ca()))
                .build();
    }

    private static List<String> reasons(List<Received> events) {
        return events.stream()
                .filter(event -> event.topic().startsWith("$aws/events/presence/disconnected/"))
                .map(event -> event.json().get("disconnectReason").asText())
                .toList();
    }

    private static List<String> fields(JsonNode json) {
        return json.properties().stream().map(Map.Entry::getKey).toList();
    }
}
