package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The data plane's calls about connections, over HTTP, with real devices on the broker behind it. */
@SuppressWarnings("try") // some connections only have to be open
class IotCoreIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @AutoClose
    private static Broker broker;

    @AutoClose
    private static AwsEndpoint aws;

    @BeforeAll
    static void start() {
        broker = Broker.builder().start();
        aws = AwsEndpoint.start(0);
        IotCore.join(broker, aws);
    }

    @Test
    void aDeviceWithoutAnySubscriptionGetsADirectMessage() throws Exception {
        try (Device device = new Device("line/7 pump");
                Device bystander = new Device("bystander")) {
            bystander.client.subscribe("#", 1);

            HttpResponse<String> reply =
                    post(connection("line/7 pump") + "/messages?topic=probe%2Fa&confirmation=true", "ping");

            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            assertThat(device.messages).containsExactly("probe/a QoS 1: ping");

            broker.publish("end", "of the test");
            await().until(() -> bystander.messages.contains("end QoS 1: of the test"));
            assertThat(bystander.messages).hasSize(1);
        }
    }

    @Test
    void aDeviceThatSubscribedToEverythingGetsADirectMessageOnce() throws Exception {
        try (Device device = new Device("greedy")) {
            device.client.subscribe("#", 0);
            assertThat(post(connection("greedy") + "/messages?topic=probe&confirmation=true", "x")
                            .statusCode())
                    .isEqualTo(200);
            broker.publish("end", "of the test");
            await().until(() -> device.messages.contains("end QoS 0: of the test"));
            assertThat(device.messages).containsExactly("probe QoS 1: x", "end QoS 0: of the test");
        }
    }

    @Test
    void aDirectMessageWithoutConfirmationHasQos0() throws Exception {
        try (Device device = new Device("unconfirmed")) {
            assertThat(post(connection("unconfirmed") + "/messages?topic=%24aws%2Fprobe", "x")
                            .statusCode())
                    .isEqualTo(200);
            await().until(() -> device.messages.equals(List.of("$aws/probe QoS 0: x")));
        }
    }

    @Test
    void manyDirectMessagesToOneDeviceAreEachAcknowledged() throws Exception {
        try (Device device = new Device("busy")) {
            for (int i = 0; i < 20; i++) {
                assertThat(post(connection("busy") + "/messages?topic=t&confirmation=true", "m" + i)
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(device.messages).hasSize(20).endsWith("t QoS 1: m19");
        }
    }

    @Test
    void aDeviceThatDoesNotAcknowledgeIsATimeout() throws Exception {
        try (RawDevice mute = RawDevice.connect(broker.port(), "mute", 30)) {
            assertThat(post(connection("mute") + "/messages?topic=t&confirmation=true&timeout=1", "x")
                            .statusCode())
                    .isEqualTo(504);
        }
    }

    @Test
    void nobodyIsReachedWhoIsNotConnected() throws Exception {
        new Device("left").close();
        await().until(() -> !get("left").path("connected").asBoolean());

        HttpResponse<String> gone = post(connection("left") + "/messages?topic=t&confirmation=true", "x");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.headers().firstValue("x-amzn-ErrorType")).contains("ResourceNotFoundException");
        assertThat(post(connection("never-seen") + "/messages?topic=t", "x").statusCode())
                .isEqualTo(404);
    }

    @Test
    void getConnectionTellsWhatWasAgreedAndHowItEnded() throws Exception {
        try (Device device = new Device("watched", 77, 600)) {
            JsonNode open = get("watched");
            assertThat(open.path("connected").asBoolean()).isTrue();
            assertThat(open.path("keepAliveDuration").asInt()).isEqualTo(77);
            assertThat(open.path("cleanSession").asBoolean()).isFalse();
            assertThat(open.path("sessionExpiry").asInt()).isEqualTo(600);
            assertThat(open.has("sourceIp")).isFalse();
            assertThat(json(HTTP.send(
                                    HttpRequest.newBuilder(URI.create(
                                                    connection("watched") + "?includeSocketInformation=true"))
                                            .build(),
                                    BodyHandlers.ofString()))
                            .path("sourceIp")
                            .asText())
                    .isEqualTo("127.0.0.1");
            device.client.disconnect();
        }
        await().until(() -> !get("watched").path("connected").asBoolean());
        JsonNode closed = get("watched");
        assertThat(closed.path("disconnectReason").asText()).isEqualTo("CLIENT_INITIATED_DISCONNECT");
        assertThat(closed.path("disconnectedSince").asLong()).isPositive();
    }

    @Test
    void theCloseOfATakenOverConnectionDoesNotEndTheNewOne() throws Exception {
        try (RawDevice older = RawDevice.connect(broker.port(), "taken-over", 30);
                Subscriber presence = new Subscriber(broker, "watch-take-over", "$aws/events/presence/#");
                RawDevice newer = RawDevice.connect(broker.port(), "taken-over", 60)) {
            await().until(() -> presence.received().stream()
                    .anyMatch(event -> event.topic().equals("$aws/events/presence/disconnected/taken-over")));
            assertThat(get("taken-over").path("connected").asBoolean()).isTrue();
            assertThat(get("taken-over").path("keepAliveDuration").asInt()).isEqualTo(60);
        }
    }

    @Test
    void deleteConnectionCutsTheDeviceOff() throws Exception {
        try (Device device = new Device("unwanted")) {
            assertThat(delete("unwanted", "").statusCode()).isEqualTo(200);
            await().until(() -> !device.client.isConnected());
            await().until(() ->
                    get("unwanted").path("disconnectReason").asText().equals("API_INITIATED_DISCONNECT"));
            assertThat(delete("unwanted", "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aCutOffDeviceLeavesItsWillUnlessThatIsPrevented() throws Exception {
        try (Subscriber wills = new Subscriber(broker, "watch-wills", "lwt/#");
                RawDevice prevented = RawDevice.connect(broker.port(), "prevented", 30);
                RawDevice said = RawDevice.connect(broker.port(), "said", 30)) {
            assertThat(delete("prevented", "?preventWillMessage=true").statusCode())
                    .isEqualTo(200);
            assertThat(delete("said", "").statusCode()).isEqualTo(200);
            await().until(() -> !wills.received().isEmpty());
            assertThat(wills.received()).extracting(message -> message.topic()).containsExactly("lwt/said");
        }
    }

    @Test
    void subscriptionsAreThoseOfTheBrokerAndOutliveTheConnectionWithItsSession() throws Exception {
        try (Device device = new Device("line/7 deaf", 30, 600)) {
            assertThat(subscriptions("line/7 deaf")).isEmpty();
            device.client.subscribe("cmd/+", 1);
            device.client.subscribe("$share/g/jobs/#", 0);
            post(connection("line/7 deaf") + "/messages?topic=probe&confirmation=true&timeout=1", "x");
            assertThat(subscriptions("line/7 deaf")).containsExactly("$share/g/jobs/# QoS 0", "cmd/+ QoS 1");

            device.client.unsubscribe("cmd/+");
            assertThat(subscriptions("line/7 deaf")).containsExactly("$share/g/jobs/# QoS 0");

            assertThat(delete("line/7 deaf", "").statusCode()).isEqualTo(200);
            await().until(() -> !device.client.isConnected());
            assertThat(subscriptions("line/7 deaf")).containsExactly("$share/g/jobs/# QoS 0");
        }
        try (Device device = new Device("line/7 deaf", 30, 600)) {
            assertThat(delete("line/7 deaf", "?cleanSession=true").statusCode()).isEqualTo(200);
            await().until(() -> !device.client.isConnected());
        }
        await().until(() -> HTTP.send(
                                HttpRequest.newBuilder(URI.create(connection("line/7 deaf") + "/subscriptions"))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode()
                == 404);
    }

    private static List<String> subscriptions(String clientId) throws Exception {
        JsonNode listed = json(HTTP.send(
                HttpRequest.newBuilder(URI.create(connection(clientId) + "/subscriptions"))
                        .build(),
                BodyHandlers.ofString()));
        List<String> filters = new ArrayList<>();
        listed.path("subscriptions")
                .forEach(each -> filters.add(each.path("topicFilter").asText() + " QoS "
                        + each.path("qos").asInt()));
        return filters;
    }

    private static String connection(String clientId) {
        return aws.uri() + "/connections/"
                + URLEncoder.encode(clientId, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonNode get(String clientId) throws Exception {
        return json(HTTP.send(
                HttpRequest.newBuilder(URI.create(connection(clientId))).build(), BodyHandlers.ofString()));
    }

    private static HttpResponse<String> post(String uri, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> delete(String clientId, String query) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(connection(clientId) + query))
                        .DELETE()
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> reply) throws Exception {
        return new ObjectMapper().readTree(reply.body());
    }

    /** A device that uses Paho, as most do, without a subscription. */
    private static final class Device implements AutoCloseable, MqttCallback {
        final List<String> messages = new CopyOnWriteArrayList<>();
        final MqttClient client;

        Device(String clientId) throws MqttException {
            this(clientId, 30, 0);
        }

        Device(String clientId, int keepAliveSeconds, long sessionExpirySeconds) throws MqttException {
            client = new MqttClient(broker.url(), clientId, new MemoryPersistence());
            client.setCallback(this);
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setKeepAliveInterval(keepAliveSeconds);
            options.setCleanStart(sessionExpirySeconds == 0);
            options.setSessionExpiryInterval(sessionExpirySeconds);
            client.connect(options);
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            messages.add(topic + " QoS " + message.getQos() + ": "
                    + new String(message.getPayload(), StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws MqttException {
            if (client.isConnected()) {
                client.disconnect();
            }
            client.close();
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
