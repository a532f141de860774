package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.apache.camel.health.HealthCheck.State;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RefusalIT {
    private static final int NOT_AUTHORIZED = 0x87;

    @AutoClose
    private final ScriptedBroker broker = new ScriptedBroker();

    @Test
    void aRefusedSubscriptionIsDownWithThePolicyThatMendsItAndRecovers() {
        broker.answerSubscribeWith(NOT_AUTHORIZED);
        try (RunningSource source = open("$aws/events/presence/#")) {
            awaitError(source, "refuses the subscription to $aws/events/presence/#: not authorized (0x87)");
            awaitError(source, "the IoT policy must allow iot:Subscribe on topicfilter/$aws/events/presence/#");
            assertThat(source.consumer().getHealthCheck().call().getState()).isEqualTo(State.DOWN);

            broker.answerSubscribeWith(1);

            source.awaitConnected();
            assertThat(source.consumer().getHealthCheck().call().getState()).isEqualTo(State.UP);
        }
    }

    @Test
    void aRefusedClientIsDownWithTheReasonAndRecovers() {
        broker.answerConnectWith(NOT_AUTHORIZED);
        try (RunningSource source = open("numbers")) {
            awaitError(source, "the broker refuses the connection: not authorized (0x87)");

            broker.answerConnectWith(0);

            source.awaitConnected();
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerConnectIsTriedAgain() {
        broker.answerConnectWith(ScriptedBroker.SILENCE);
        try (RunningSource source = open("numbers")) {
            awaitError(source, "no response in time");

            broker.answerConnectWith(0);

            source.awaitConnected();
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerSubscribeIsTriedAgain() {
        broker.answerSubscribeWith(ScriptedBroker.SILENCE);
        try (RunningSource source = open("numbers")) {
            awaitError(source, "no response in time");

            broker.answerSubscribeWith(1);

            source.awaitConnected();
        }
    }

    @Test
    void aBrokerThatHangsUpAtOnceCostsNoThreads() {
        broker.hangUp(true);
        try (RunningSource source = open("numbers")) {
            await().until(() -> broker.connects() >= 8);

            broker.hangUp(false);

            source.awaitConnected();
            await().until(() -> connectingThreads() == 0);
        }
    }

    @Test
    void stoppingDoesNotWaitForAConnectThatIsUnderWay() {
        broker.answerConnectWith(ScriptedBroker.SILENCE);
        RunningSource source = open("numbers");
        await().until(() -> broker.connects() == 1);
        HardenedPahoMqtt5Consumer consumer = source.consumer();

        source.close();

        assertThat(consumer.status().lastError()).contains("the route is stopped");
    }

    @Test
    void optionsThatMakeNoSenseAreRefusedAtTheStart() {
        refused("numbers", Map.of("qos", 2), "qos must be 1 or 0");
        refused("a/#/b", Map.of(), "topic \"a/#/b\" is not an MQTT topic filter");
        refused("numbers", Map.of("brokerUrl", "http://here"), "mqtt.url: \"http://here\" has no supported scheme");
    }

    private static long connectingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("MQTT Con: careful"))
                .count();
    }

    private void refused(String topic, Map<String, Object> options, String why) {
        assertThatThrownBy(() ->
                        RunningSource.accepting(settings(), topic, options).start())
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private RunningSource open(String topic) {
        return RunningSource.accepting(settings(), topic, Map.of("connectionTimeout", 1))
                .start();
    }

    private MqttSettings settings() {
        return MqttSettings.plain(broker.url(), "careful");
    }

    private static void awaitError(RunningSource source, String words) {
        await().until(() -> source.status()
                .lastError()
                .filter(error -> error.contains(words))
                .isPresent());
        assertThat(source.status().connected()).isFalse();
    }
}
