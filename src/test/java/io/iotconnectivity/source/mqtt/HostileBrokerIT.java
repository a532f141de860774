package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.source.mqtt.ScriptedBroker.Say;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that does what MQTT forbids is refused with a reason, and served again as soon as it behaves. */
class HostileBrokerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Every look lets some hundred messages go. */
    private static final Duration OFTEN = Duration.ofMillis(10);

    @AutoClose
    private final ScriptedBroker broker = new ScriptedBroker();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20 ffffff7f               | announces a CONNACK of 268435460 bytes, the limit is 16384",
                "20 08 0000 ffffff7f 0000  | sends a CONNACK that is malformed",
                "20 08 0000 05 09 ffff 0000 | sends a CONNACK that is malformed",
                "20 02 0001                | MQTT 5 is required",
                "30 ffffffff               | sends a packet whose length takes more than four bytes",
            })
    void beforeTheConnectionIsThere(String packet, String why) {
        broker.sayAfterConnect(out -> out.write(bytes(packet)));
        refusedUntilItBehaves(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "32 ffffff7f               | announces a PUBLISH of 268435460 bytes, the limit is 1048576 | 149",
                "90 ffffff7f               | announces a SUBACK of 268435460 bytes | 149",
                "e0 ffffff7f               | announces a DISCONNECT of 268435460 bytes | 149",
                "34 06 0001 61 0001 00     | sends with QoS 2, which nobody requested | 155",
                "62 02 0001                | sends with QoS 2, which nobody requested | 155",
                "50 02 0001                | sends a PUBREC for a message that was not published | 130",
                "f0 02 18 00               | sends a packet that no broker may send, of type 15 | 130",
                "e0 06 00 ffffff7f 00      | sends a DISCONNECT that is malformed | 129",
            })
    void afterTheSubscription(String packet, String why, int reason) {
        broker.sayAfterSubscribe(out -> out.write(bytes(packet)));
        refusedUntilItBehaves(why);
        assertThat(broker.disconnects()).contains(reason);
    }

    @Test
    void aFloodWithQos1WithoutWaitingForAcknowledgementsIsHeldBackAndNotRefused() {
        int all = 5_000;
        broker.sayAfterSubscribe(out -> {
            for (int id = 1; id <= all; id++) {
                out.write(publish("numbers", id, Integer.toString(id).getBytes(StandardCharsets.UTF_8)));
            }
        });
        HeldExchanges held = new HeldExchanges();
        try (RunningSource source = new RunningSource(settings(), "numbers", Map.of(), held).start()) {
            await().atMost(PATIENCE).until(() -> source.bodies().size() == 101);
            await().during(Duration.ofSeconds(2))
                    .atMost(PATIENCE)
                    .until(() -> source.bodies().size() == 101);

            await().atMost(PATIENCE).pollInterval(OFTEN).until(() -> {
                held.completeAll();
                return source.bodies().size() == all;
            });
            assertThat(broker.connects()).isEqualTo(1);
        }
    }

    @Test
    void aFloodWithoutQosIsHeldBackWhileTheRouteIsBusyWithSixteenMegabytes() {
        AtomicLong written = new AtomicLong();
        broker.sayAfterSubscribe(out -> {
            byte[] packet = publish("numbers", 0, new byte[100_000]);
            while (written.get() < 200_000_000) {
                out.write(packet);
                written.addAndGet(packet.length);
            }
        });
        HeldExchanges held = new HeldExchanges();
        try (RunningSource source = new RunningSource(settings(), "numbers", Map.of(), held).start()) {
            await().atMost(PATIENCE).until(() -> source.bodies().size() >= 160);
            await().during(Duration.ofSeconds(1))
                    .atMost(PATIENCE)
                    .until(() -> source.bodies().size() < 170);

            assertThat(written.get()).isLessThan(100_000_000);

            await().atMost(PATIENCE).pollInterval(OFTEN).until(() -> {
                held.completeAll();
                return source.bodies().size() >= 300;
            });
        }
    }

    /** AWS allows them in client ids, which are topics of its events; Paho's receiver dies of them. */
    @Test
    void aTopicWithControlCharactersDoesNotMakeUsDeaf() {
        broker.sayAfterSubscribe(out -> {
            out.write(publish("lwt/a\nb\u0001\u0080", 1, "0".getBytes(StandardCharsets.UTF_8)));
            out.write(publish("lwt/c", 2, "1".getBytes(StandardCharsets.UTF_8)));
        });
        List<String> topics = new CopyOnWriteArrayList<>();
        try (RunningSource source = new RunningSource(settings(), "lwt/+", Map.of(), (exchange, done) -> {
                    topics.add(exchange.getMessage().getHeader("CamelMqttTopic", String.class));
                    return true;
                })
                .start()) {
            source.awaitNumbers(2);
            assertThat(topics).containsExactly("lwt/a\nb\u0001\u0080", "lwt/c");
            assertThat(broker.connects()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40 02 7777", "90 04 7777 00 00", "b0 04 7777 00 00", "d0 00", "20 03 00 00 00"})
    void answersThatNobodyAskedForAreOfNoConsequence(String packet) {
        broker.sayAfterSubscribe(out -> {
            for (int i = 0; i < 10_000; i++) {
                out.write(bytes(packet));
            }
            out.write(publish("numbers", 1, "0".getBytes(StandardCharsets.UTF_8)));
        });
        try (RunningSource source =
                RunningSource.accepting(settings(), "numbers", Map.of()).start()) {
            source.awaitNumbers(1);
            assertThat(broker.connects()).isEqualTo(1);
        }
    }

    @Test
    void aTopicAliasThatWasNotOfferedEndsTheConnection() {
        broker.sayAfterSubscribe(out -> out.write(bytes("30 07 0001 61 03 23 0001")));
        try (RunningSource source =
                RunningSource.accepting(settings(), "numbers", Map.of()).start()) {
            await().atMost(PATIENCE).until(() -> broker.connects() >= 2);
            assertThat(source.status().lastError()).isPresent();
        }
    }

    @Test
    void aLongReasonIsCut() {
        broker.sayAfterSubscribe(out -> {
            byte[] words = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            out.write(bytes("e0 964e 8b 934e 1f 2710"));
            out.write(words);
        });
        try (RunningSource source =
                RunningSource.accepting(settings(), "numbers", Map.of()).start()) {
            awaitError(source, "server shutting down (0x8B)");
            assertThat(source.status().lastError().orElseThrow()).hasSizeLessThan(500);
        }
    }

    @Test
    void theTrialOfDoctorIsGuardedAsWell() {
        Trial trial = new Trial(settings(), Duration.ofSeconds(5));

        broker.sayAfterConnect(out -> out.write(bytes("20 ffffff7f")));
        assertThat(trial.connect("trial", List.of("a")).refusal().orElseThrow())
                .contains("announces a CONNACK of 268435460 bytes");

        broker.behave().sayAfterConnect(out -> out.write(bytes("20 08 0000 ffffff7f 0000")));
        assertThat(trial.connect("trial", List.of("a")).refusal().orElseThrow()).contains("malformed");

        broker.behave();
        assertThat(trial.connect("trial", List.of("a")).refusal()).isEmpty();
    }

    /** Of routes that users write to a broker of their own. */
    @Test
    void aProducerIsGuardedAsWell() throws Exception {
        broker.sayAfterConnect(out -> out.write(bytes("20 08 0000 ffffff7f 0000")));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("paho-mqtt5", new HardenedPahoMqtt5Component(settings()));
            context.start();
            ProducerTemplate producer = context.createProducerTemplate();

            assertThatThrownBy(() -> producer.sendBody("paho-mqtt5:a?clientId=p&qos=0", "x"))
                    .hasStackTraceContaining("sends a CONNACK that is malformed");

            broker.behave();
            producer.sendBody("paho-mqtt5:b?clientId=q&qos=0", "x");
        }
    }

    private void refusedUntilItBehaves(String why) {
        try (RunningSource source = RunningSource.accepting(settings(), "numbers", Map.of("connectionTimeout", 2))
                .start()) {
            awaitError(source, why);
            assertThat(source.consumer().getHealthCheck().call().getState()).isEqualTo(State.DOWN);
            assertThat(source.counter("iotc.mqtt.breaches")).isPositive();

            Say honest = out -> out.write(publish("numbers", 1, "0".getBytes(StandardCharsets.UTF_8)));
            broker.behave().sayAfterSubscribe(honest);

            source.awaitNumbers(1);
            source.awaitConnected();
        }
    }

    private static void awaitError(RunningSource source, String words) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(source.status().lastError().orElse("")).contains(words));
    }

    private MqttSettings settings() {
        return MqttSettings.plain(broker.url(), "careful");
    }

    private static byte[] publish(String topic, int id, byte[] payload) throws IOException {
        return PacketStreamTest.publish(topic, id, payload);
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    }
}
