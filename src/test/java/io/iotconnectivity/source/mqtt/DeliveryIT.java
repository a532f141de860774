package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.source.SourceStatus;
import io.iotconnectivity.source.SourceStatuses;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.health.HealthCheck.State;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryIT {
    private static final Map<String, Object> PLAIN = Map.of();

    @AutoClose
    private Broker broker;

    @AutoClose
    private TcpProxy network;

    private String name;

    @BeforeAll
    void startBroker() {
        broker = Broker.builder().port(0).start();
    }

    @BeforeEach
    void openNetwork(TestInfo test) {
        network = TcpProxy.to(broker.port());
        name = test.getTestMethod().orElseThrow().getName();
    }

    @Test
    void whatWasQueuedWhileAwayArrivesAtEveryStart() {
        open().awaitConnected().close();
        for (int round = 0; round < 5; round++) {
            publish(0, 300);
            try (RunningSource source = open()) {
                source.awaitNumbers(300);
                await().until(() -> source.status().unacked() == 0);
                assertThat(source.bodies()).hasSize(300);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whatARoutePublishesArrivesWithWhicheverQos(int qos) throws Exception {
        try (RunningSource source = open().awaitConnected();
                ProducerTemplate producer = source.context().createProducerTemplate()) {
            for (int i = 0; i < 200; i++) {
                producer.sendBody("paho-mqtt5:" + topic() + "?clientId=publisher&qos=" + qos, Integer.toString(i));
            }
            source.awaitNumbers(200);
            assertThat(source.bodies()).hasSize(200);
        }
    }

    @Test
    void nothingIsAcknowledgedBeforeItsExchangeIsComplete() {
        HeldExchanges held = new HeldExchanges();
        queue(0, 5);
        try (RunningSource source = open(held).awaitConnected()) {
            await().until(() -> held.count() == 5);
            assertThat(source.status().unacked()).isEqualTo(5);
            assertThat(source.gauge("iotc.mqtt.unacked")).isEqualTo(5);
            assertThat(source.counter("iotc.mqtt.acks")).isZero();
            assertThat(held.headers(PahoMqtt5Constants.MQTT_TOPIC)).containsOnly(topic());
            assertThat(held.headers(PahoMqtt5Constants.MQTT_QOS)).containsOnly(1);

            held.completeAll();

            await().until(() -> source.status().unacked() == 0);
            assertThat(source.counter("iotc.mqtt.acks")).isEqualTo(5);
        }
        try (RunningSource next = open().awaitConnected()) {
            publish(5, 6);
            await().until(() -> !next.bodies().isEmpty());
            assertThat(next.bodies()).containsExactly("5");
        }
    }

    @Test
    void whatIsCompletedAfterItsConnectionIsNotAcknowledgedOnTheNextOne() {
        HeldExchanges held = new HeldExchanges();
        queue(0, 5);
        try (RunningSource source = open(held).awaitConnected()) {
            await().until(() -> held.count() == 5);

            network.cut();
            await().until(() -> held.count() == 10);
            held.completeFirst(5);

            assertThat(source.status().unacked()).isEqualTo(5);
            assertThat(source.counter("iotc.mqtt.acks")).isZero();
            held.completeAll();
            await().until(() -> source.counter("iotc.mqtt.acks") == 5);
            assertThat(source.counter("iotc.mqtt.reconnects")).isEqualTo(1);
        }
    }

    @Test
    void aRefusedMessageIsNotAcknowledgedAndComesAgain() {
        AtomicInteger refusals = new AtomicInteger();
        Set<String> kept = ConcurrentHashMap.newKeySet();
        try (RunningSource source = open((exchange, done) -> {
            String body = exchange.getMessage().getBody(String.class);
            if (body.equals("7") && refusals.incrementAndGet() <= 3) {
                throw new IllegalStateException("the disk is full");
            }
            kept.add(body);
            return true;
        })) {
            source.awaitConnected();
            publish(0, 50);

            await().atMost(Duration.ofSeconds(60)).until(() -> kept.size() == 50);
            await().until(() -> source.status().connected() && source.status().unacked() == 0);
            assertThat(source.counter("iotc.mqtt.failed.exchanges")).isEqualTo(3);
            assertThat(source.counter("iotc.mqtt.reconnects")).isEqualTo(3);
            assertThat(source.status().lastError().orElseThrow()).contains("refused", "the disk is full");
        }
    }

    @Test
    void oneMessageThatIsAlwaysRefusedDoesNotHoldBackTheOthers() {
        queue(0, 20);
        Set<String> kept = ConcurrentHashMap.newKeySet();
        try (RunningSource source = open((exchange, done) -> {
            String body = exchange.getMessage().getBody(String.class);
            if (body.equals("0")) {
                throw new IllegalStateException("never");
            }
            kept.add(body);
            return true;
        })) {
            await().until(() -> kept.size() == 19);
            await().until(() -> source.counter("iotc.mqtt.acks") == 19);
        }
    }

    @Test
    void aRouteThatBlocksDoesNotHinderTheReconnect() {
        queue(0, 40);
        CountDownLatch release = new CountDownLatch(1);
        try (RunningSource source = open((exchange, done) -> {
            release.await(60, TimeUnit.SECONDS);
            return true;
        })) {
            await().until(() -> source.bodies().size() == 1);

            network.cut();
            await().until(() -> source.counter("iotc.mqtt.reconnects") == 1);
            source.awaitConnected();
            release.countDown();

            source.awaitNumbers(40);
            await().until(() -> source.status().unacked() == 0);
        } finally {
            release.countDown();
        }
    }

    @Test
    void nothingIsMissingAfterCutsAndBlackHoles() throws InterruptedException {
        int count = 600;
        try (RunningSource source = open(Map.of("keepAliveInterval", 1), asynchronous())) {
            source.awaitConnected();
            for (int i = 0; i < count; i++) {
                publish(i, i + 1);
                TimeUnit.MILLISECONDS.sleep(4); // the pace of the publisher, not a wait
                switch (i) {
                    case 100, 150 -> network.cut();
                    case 200 -> network.refuse();
                    case 300, 550 -> network.heal();
                    case 350 -> network.swallow();
                    default -> {}
                }
            }

            source.awaitNumbers(count);
            await().until(() -> source.status().unacked() == 0);
            await().untilAsserted(() -> assertThat(leftoverThreads()).hasSizeLessThanOrEqualTo(5));
        }
    }

    @Test
    void anUnreachableBrokerDelaysNoStartAndIsReportedUntilItComes() {
        network.refuse();
        Instant before = Instant.now();
        try (RunningSource source = open()) {
            await().until(() -> source.status().lastError().isPresent());
            assertThat(source.status().connected()).isFalse();
            assertThat(source.status().since()).isAfterOrEqualTo(before);
            assertThat(source.status().lastError()).contains("connection refused");
            assertThat(source.consumer().getHealthCheck().call().getState()).isEqualTo(State.DOWN);
            assertThat(source.consumer().getHealthCheck().call().getMessage().orElseThrow())
                    .contains(network.url(), "since", "connection refused");
            assertThat(source.gauge("iotc.mqtt.connected")).isZero();
            assertThat(source.gauge("iotc.mqtt.last.message.age")).isNaN();

            network.heal();

            source.awaitConnected();
            assertThat(source.consumer().getHealthCheck().call().getState()).isEqualTo(State.UP);
            assertThat(source.gauge("iotc.mqtt.connected")).isOne();
            publish(0, 1);
            source.awaitNumbers(1);
            assertThat(source.gauge("iotc.mqtt.last.message.age")).isBetween(0.0, 60.0);
            assertThat(SourceStatuses.of(source.context()).statuses())
                    .extracting(SourceStatus::name, SourceStatus::connected)
                    .containsExactly(tuple(RunningSource.ROUTE, true));
        }
    }

    @Test
    void theSourceComesBackAfterTheBrokerWasAwayWithWorkInFlight() {
        HeldExchanges held = new HeldExchanges();
        queue(0, 20);
        try (RunningSource source = open(held).awaitConnected()) {
            await().until(() -> held.count() == 20);

            broker = broker.restart();
            held.completeAll();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> source.status().connected() && source.counter("iotc.mqtt.reconnects") >= 1);
            publish(20, 40);
            await().until(() -> {
                held.completeAll();
                return source.missing(40).isEmpty();
            });
        }
    }

    @Test
    void aTakenOverClientIdIsNamedAsTheCause() {
        try (RunningSource source = open().awaitConnected()) {
            Mqtt5BlockingClient rival = client(name);
            rival.connect();

            await().until(() -> source.status().lastError().isPresent());
            assertThat(source.status().lastError().orElseThrow()).contains("took over our client id", "mqtt.client-id");
            source.awaitConnected();
            publish(0, 1);
            source.awaitNumbers(1);
        }
    }

    @Test
    void aSuspendedRouteLeavesMessagesToTheBrokerUntilItIsResumed() throws Exception {
        try (RunningSource source = open().awaitConnected()) {
            source.context().getRouteController().suspendRoute(RunningSource.ROUTE);
            await().until(() -> !source.status().connected());
            publish(0, 20);
            assertThat(source.bodies()).isEmpty();

            source.context().getRouteController().resumeRoute(RunningSource.ROUTE);

            source.awaitNumbers(20);
            assertThat(source.bodies()).hasSize(20);
        }
    }

    @Test
    void aStoppedRouteCanBeStartedAgain() throws Exception {
        try (RunningSource source = open().awaitConnected()) {
            source.context().getRouteController().stopRoute(RunningSource.ROUTE);
            assertThat(source.status().connected()).isFalse();
            assertThat(SourceStatuses.of(source.context()).statuses()).isEmpty();
            publish(0, 20);

            source.context().getRouteController().startRoute(RunningSource.ROUTE);

            source.awaitNumbers(20);
        }
    }

    @Test
    void stoppingWaitsForWhatIsInFlightAndAcknowledgesIt() {
        HeldExchanges held = new HeldExchanges();
        queue(0, 5);
        try (RunningSource source = open(held).awaitConnected()) {
            await().until(() -> held.count() == 5);
            Thread stopping = new Thread(source::close);
            stopping.start();
            await().until(() -> source.context().isStopping());

            held.completeAll();

            await().atMost(Duration.ofSeconds(60)).until(() -> !stopping.isAlive());
        }
        try (RunningSource next = open().awaitConnected()) {
            publish(5, 6);
            await().until(() -> !next.bodies().isEmpty());
            assertThat(next.bodies()).containsExactly("5");
        }
    }

    @Test
    void aRetainedMessageSaysSo() {
        Mqtt5BlockingClient other = client("retaining");
        other.connect();
        other.publishWith()
                .topic(topic())
                .payload("0".getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .send();
        HeldExchanges held = new HeldExchanges();
        try (RunningSource source = open(held).awaitConnected()) {
            await().until(() -> held.count() == 1);
            assertThat(held.headers(HardenedPahoMqtt5Consumer.RETAINED)).containsExactly(true);
            held.completeAll();
            await().until(() -> source.status().unacked() == 0);
        }
        other.publishWith()
                .topic(topic())
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .send();
        other.disconnect();
    }

    @Test
    void aRefusedMessageWithoutQosIsCountedAndNotWaitedFor() {
        Mqtt5BlockingClient other = client("careless");
        other.connect();
        HeldExchanges held = new HeldExchanges();
        try (RunningSource source = open(Map.of("qos", 0), held).awaitConnected()) {
            other.publishWith()
                    .topic(topic())
                    .payload("0".getBytes(StandardCharsets.UTF_8))
                    .send();
            await().until(() -> held.count() == 1);
            assertThat(source.status().unacked()).isZero();

            held.failAll();

            await().until(() -> source.counter("iotc.mqtt.failed.exchanges") == 1);
            assertThat(source.counter("iotc.mqtt.reconnects")).isZero();
            assertThat(source.status().connected()).isTrue();
        }
        other.disconnect();
    }

    private RunningSource open() {
        return RunningSource.accepting(settings(), topic(), PLAIN).start();
    }

    private RunningSource open(RunningSource.End end) {
        return open(PLAIN, end);
    }

    private RunningSource open(Map<String, Object> options, RunningSource.End end) {
        return new RunningSource(settings(), topic(), options, end).start();
    }

    private MqttSettings settings() {
        return MqttSettings.plain(network.url(), name);
    }

    private String topic() {
        return "numbers/" + name;
    }

    private void publish(int from, int to) {
        for (int i = from; i < to; i++) {
            broker.publish(topic(), Integer.toString(i));
        }
    }

    /** Messages that wait in the session before the source comes: the broker sends them in one go, acknowledged or not. */
    private void queue(int from, int to) {
        open().awaitConnected().close();
        Mqtt5BlockingClient publisher = client("publisher");
        publisher.connect();
        for (int i = from; i < to; i++) {
            publisher
                    .publishWith()
                    .topic(topic())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(Integer.toString(i).getBytes(StandardCharsets.UTF_8))
                    .send();
        }
        publisher.disconnect();
    }

    private Mqtt5BlockingClient client(String clientId) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .buildBlocking();
    }

    /** Completes each exchange a little later on a thread of its own, as the engine does. */
    private static RunningSource.End asynchronous() {
        return (exchange, done) -> {
            CompletableFuture.delayedExecutor(3, TimeUnit.MILLISECONDS).execute(() -> done.done(false));
            return false;
        };
    }

    private List<String> leftoverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(thread -> thread.startsWith("MQTT ") && thread.endsWith(name))
                .toList();
    }
}
