package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.sandbox.Subscriber.Received;
import io.iotconnectivity.sandbox.aws.iot.ClientSubscription;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetIT {
    @AutoClose
    private static Broker broker;

    @AutoClose
    private Subscriber subscriber;

    @BeforeAll
    static void startBroker() {
        broker = Broker.builder().start();
    }

    @BeforeEach
    void subscribe() {
        subscriber = new Subscriber(broker, "watch", "$aws/events/presence/#", "lwt/#", "telemetry/#");
    }

    @Test
    void everyDeviceConnectsWithWhateverIdItHas() {
        try (Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(40))) {
            fleet.connectAll().join();
            assertThat(fleet.connectedCount()).isEqualTo(40);
            for (Device device : fleet.devices()) {
                assertThat(subscriber.about(device.id(), 1).get(0).topic()).contains("/connected/");
            }
            assertThat(fleet.devices())
                    .extracting(Device::id)
                    .contains("sensor-0001", "sensor 0007 cold store", "line/b/sensor-0017", "Fühler-0027 冷蔵庫");
        }
    }

    @Test
    void aGatewayTakesCommandsUnlessItHasLostItsSubscription() {
        try (Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(41))) {
            Device gateway = fleet.device("site-1-gateway");
            gateway.connect().join();
            await().untilAsserted(() -> assertThat(held(gateway)).containsExactly("cmd/site-1-gateway/#"));
            gateway.unsubscribe().join();
            assertThat(held(gateway)).isEmpty();
            gateway.subscribe().join();
            assertThat(held(gateway)).containsExactly("cmd/site-1-gateway/#");
        }
    }

    private static List<String> held(Device device) {
        return broker.subscriptions(device.id()).join().orElseThrow().stream()
                .map(ClientSubscription::topicFilter)
                .toList();
    }

    @Test
    void aDeviceThatVanishesLeavesItsWillAndALostConnection() {
        try (Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(20))) {
            Device device = fleet.device("sensor-0001");
            device.connect().join();
            device.vanish().join();
            assertThat(device.isConnected()).isFalse();
            List<Received> events = subscriber.about("sensor-0001", 3);
            assertThat(reasons(events)).containsExactly("CONNECTION_LOST");
            assertThat(events.stream()
                            .filter(event -> event.topic().equals("lwt/sensor-0001"))
                            .map(event ->
                                    event.json().at("/state/reported/client_id").asText()))
                    .containsExactly("sensor-0001");
        }
    }

    @Test
    void aDeviceThatSaysGoodbyeLeavesNoWill() {
        try (Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(20))) {
            Device polite = fleet.device("sensor-0002");
            polite.connect().join();
            polite.disconnect().join();
            assertThat(reasons(subscriber.about("sensor-0002", 2))).containsExactly("CLIENT_INITIATED_DISCONNECT");
            Device rude = fleet.device("sensor-0003");
            rude.connect().join();
            rude.vanish().join();
            subscriber.about("sensor-0003", 3);
            assertThat(subscriber.received()).extracting(Received::topic).doesNotContain("lwt/sensor-0002");
        }
    }

    @Test
    void aSilentDeviceIsNoticedByItsKeepAlive() {
        FleetSettings hasty = new FleetSettings(20, 0, Duration.ZERO, Duration.ofSeconds(1));
        try (Fleet fleet = Fleet.start(broker.url(), hasty)) {
            Device device = fleet.device("sensor-0004");
            device.connect().join();
            device.fallSilent().join();
            assertThat(device.closed()).succeedsWithin(Duration.ofSeconds(20));
            assertThat(reasons(subscriber.about("sensor-0004", 3))).containsExactly("MQTT_KEEP_ALIVE_TIMEOUT");
        }
    }

    @Test
    void telemetryNamesItsDeviceAndStopsBehindADeadLink() {
        FleetSettings hasty = new FleetSettings(20, 0, Duration.ZERO, Duration.ofSeconds(1));
        try (Fleet fleet = Fleet.start(broker.url(), hasty)) {
            Device device = fleet.device("sensor-0006");
            device.connect().join();
            device.sendTelemetry();
            await().untilAsserted(() -> assertThat(telemetryOf("sensor-0006")).hasSize(1));
            assertThat(telemetryOf("sensor-0006").get(0).json().get("clientId").asText())
                    .isEqualTo("sensor-0006");

            device.fallSilent().join();
            device.sendTelemetry();
            assertThat(device.closed()).succeedsWithin(Duration.ofSeconds(20));
            subscriber.about("sensor-0006", 4);
            assertThat(telemetryOf("sensor-0006")).hasSize(1);
        }
    }

    @Test
    void aDeviceThatIsDeniedFailsToConnectUntilItIsAllowed() {
        try (Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(20))) {
            Device device = fleet.device("sensor-0008");
            broker.deny("sensor-0008");
            assertThat(device.connect()).failsWithin(Duration.ofSeconds(20));
            assertThat(subscriber.about("sensor-0008", 1).get(0).topic()).contains("/connect_failed/");
            broker.allow("sensor-0008");
            assertThat(device.connect()).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void aThrottledDeviceIsCutOffWithItsWill() {
        try (Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(20))) {
            Device device = fleet.device("sensor-0009");
            device.connect().join();
            assertThat(broker.throttle("sensor-0009")).succeedsWithin(Duration.ofSeconds(20));
            List<Received> events = subscriber.about("sensor-0009", 3);
            assertThat(reasons(events)).containsExactly("THROTTLED");
            assertThat(events).extracting(Received::topic).contains("lwt/sensor-0009");
        }
    }

    @Test
    void aTakenOverDeviceStaysConnected() {
        try (Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(20))) {
            Device device = fleet.device("sensor-0005");
            device.connect().join();
            device.takeOver().join();
            assertThat(device.isConnected()).isTrue();
            assertThat(reasons(subscriber.about("sensor-0005", 4))).containsExactly("DUPLICATE_CLIENTID");
        }
    }

    @Test
    void aLivingFleetTellsWhatHappensAndHealsItself() {
        Queue<String> story = new ConcurrentLinkedQueue<>();
        FleetSettings lively = new FleetSettings(60, 7, Duration.ofMillis(100)).withTelemetry(Duration.ofMillis(500));
        try (Fleet fleet = Fleet.start(broker, lively, story::add)) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(story)
                    .contains("60 of 60 devices are connected")
                    .anyMatch(line -> line.contains("vanishes"))
                    .anyMatch(line -> line.contains("goes quiet"))
                    .anyMatch(line -> line.contains("may no longer connect"))
                    .anyMatch(line -> line.contains("is back")));
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(reasons(subscriber.received()))
                    .contains("CONNECTION_LOST", "CLIENT_INITIATED_DISCONNECT", "DUPLICATE_CLIENTID", "THROTTLED"));
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(subscriber.received())
                    .anyMatch(event -> event.topic().contains("/connect_failed/")));
            assertThat(subscriber.received())
                    .filteredOn(event -> event.topic().startsWith("telemetry/"))
                    .isNotEmpty()
                    .allMatch(event -> event.topic().matches("telemetry/" + FleetSettings.TELEMETRY_CLIENTS));
            fleet.device("sensor-0001").vanish().join();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> fleet.device("sensor-0001").isConnected());
        }
    }

    private List<Received> telemetryOf(String clientId) {
        return subscriber.received().stream()
                .filter(event -> event.topic().equals("telemetry/" + clientId))
                .toList();
    }

    private static List<String> reasons(List<Received> events) {
        return events.stream()
                .filter(event -> event.topic().startsWith("$aws/events/presence/disconnected/"))
                .map(event -> event.json().get("disconnectReason").asText())
                .toList();
    }
}
