package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.aws.connectivity.DisconnectSettings;
import io.iotconnectivity.aws.connectivity.Disconnector;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.IotCore;
import io.iotconnectivity.sandbox.LifecycleEvent;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.sandbox.aws.iot.ClientControl;
import io.iotconnectivity.sandbox.aws.iot.ClientSubscription;
import io.iotconnectivity.sandbox.aws.iot.Delivery;
import io.iotconnectivity.sandbox.aws.iot.DirectMessage;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ends connections at a real broker by way of the sandbox's AWS. */
class DisconnectingIT {
    private static final String PROPERTY = "aws.endpointUrl";
    private static final String BY_ANNA = "{\"author\":\"anna\",\"comment\":\"half-open\"}";

    private final List<LifecycleEvent> ended = new CopyOnWriteArrayList<>();
    private final List<MqttClient> devices = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private String propertyBefore;

    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private Broker broker;

    @AutoClose
    private AwsClients clients;

    @AutoClose
    private Disconnector disconnector;

    @AutoClose
    private Served served;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        broker = Broker.builder().start();
        IotCore.join(broker, aws);
        broker.onLifecycle(event -> {
            if (event.type() == LifecycleEvent.Type.DISCONNECTED) {
                ended.add(event);
            }
        });
        propertyBefore = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, aws.uri().toString());
    }

    @AfterEach
    void restore() throws Exception {
        for (MqttClient device : devices) {
            if (device.isConnected()) {
                device.disconnect();
            }
            device.close();
        }
        if (propertyBefore == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, propertyBefore);
        }
    }

    @Test
    void connectionEndsAtTheBrokerAndItIsRecordedWhoAskedForThat() throws Exception {
        serve(Duration.ofSeconds(1));
        MqttClient device = connect("line/7 pump");

        HttpResponse<String> response = served.post("/api/devices/line%2F7%20pump/disconnect", BY_ANNA);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        await().until(() -> !device.isConnected());
        await().until(() -> !ended.isEmpty());
        assertThat(ended.get(0).clientId()).isEqualTo("line/7 pump");
        assertThat(ended.get(0).reason()).contains("API_INITIATED_DISCONNECT");
        assertThat(served.engine.accepted)
                .containsExactly(new Signal.CutOff(
                        new ClientId("line/7 pump"),
                        Served.NOW,
                        LifeChange.byOperator(Optional.of("anna"), Optional.of("half-open"))));
        assertThat(meters.counter("iotc.disconnect", "result", "done").count()).isEqualTo(1);
    }

    @Test
    void sessionAndWillAreTreatedAsAskedFor() throws Exception {
        serve(Duration.ofNanos(1));
        Asked asked = new Asked(new CopyOnWriteArrayList<>());
        aws.connections().attach(asked);
        aws.connections().connected("line/7 pump", Served.NOW);

        for (String body : List.of("", ",\"cleanSession\":true", ",\"preventWill\":true")) {
            HttpResponse<String> response =
                    served.post("/api/devices/line%2F7%20pump/disconnect", "{\"author\":\"anna\"" + body + "}");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        }

        assertThat(asked.calls())
                .containsExactly(
                        "line/7 pump, clean session false, prevent will false",
                        "line/7 pump, clean session true, prevent will false",
                        "line/7 pump, clean session false, prevent will true");
    }

    @Test
    void whatAwsRefusesIsToldWithTheRemedyAndNotRecorded() throws Exception {
        serve(Duration.ofNanos(1));
        aws.faults().next("iotdata", "DeleteConnection", Fault.refuse(403, "ForbiddenException", "not you"), 1);

        assertRefused("line/7 pump", 502, "allow iot:DeleteConnection on arn:aws:iot:eu-west-1:*:client/*");
        assertRefused("line/7 pump", 404, "AWS IoT knows of no connection");
        aws.faults().next("iotdata", "DeleteConnection", Fault.throttle(), 1);
        assertThat(refused("line/7 pump", 429).headers().firstValue("Retry-After"))
                .isPresent();
        assertRefused("nobody", 404, "this device has never been seen");
        assertRefused("iot-connectivity-presence", 409, "a connection of iot-connectivity itself");
        assertRefused("$a", 409, "no request to AWS IoT can name this client id");
        assertThat(served.engine.accepted).isEmpty();
    }

    @Test
    void connectionsAreEndedOneByOneWithTimeBetweenThem() throws Exception {
        serve(Duration.ofHours(1));
        aws.connections().disconnected("line/7 pump", Served.NOW, "CONNECTION_LOST");

        assertRefused("line/7 pump", 404, "AWS IoT knows of no connection");
        HttpResponse<String> second = refused("line/7 pump", 429);

        assertThat(Served.json(second).get("detail").asText()).contains("disconnect.every");
        assertThat(Long.parseLong(second.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(3000L, 3600L);
        assertThat(aws.faults().calls("iotdata", "DeleteConnection")).isEqualTo(1);
    }

    private void assertRefused(String client, int status, String words) throws Exception {
        assertThat(Served.json(refused(client, status)).get("detail").asText()).contains(words);
    }

    private HttpResponse<String> refused(String client, int status) throws Exception {
        HttpResponse<String> response =
                served.post("/api/devices/" + client.replace("/", "%2F").replace(" ", "%20") + "/disconnect", BY_ANNA);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response;
    }

    private void serve(Duration every) {
        clients = new AwsClients(AwsSettings.of("eu-west-1", Optional.empty()));
        disconnector = new Disconnector(
                new DisconnectSettings(true, every),
                client -> client.value().startsWith("iot-connectivity-"),
                clients,
                meters);
        served = Served.disconnecting(disconnector);
        served.engine.listed.devices.add(Served.device("line/7 pump", Verdict.ONLINE));
        served.engine.listed.devices.add(Served.device("$a", Verdict.ONLINE));
    }

    private MqttClient connect(String client) throws Exception {
        MqttClient device = new MqttClient(broker.url(), client, new MemoryPersistence());
        devices.add(device);
        device.connect();
        return device;
    }

    /** A broker that ends every connection. */
    private record Asked(List<String> calls) implements ClientControl {
        @Override
        public CompletionStage<Boolean> disconnect(String clientId, boolean cleanSession, boolean preventWillMessage) {
            calls.add(clientId + ", clean session " + cleanSession + ", prevent will " + preventWillMessage);
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletionStage<Delivery> send(DirectMessage message) {
            return CompletableFuture.completedFuture(Delivery.NOT_CONNECTED);
        }

        @Override
        public CompletionStage<Optional<List<ClientSubscription>>> subscriptions(String clientId) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }
}
