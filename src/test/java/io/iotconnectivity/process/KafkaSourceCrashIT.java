package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.kafka.KafkaBroker;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product dies after it has taken records from a topic and before it has committed that: none is lost, none counts twice. */
class KafkaSourceCrashIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> DEVICES = IntStream.range(0, 12)
            .mapToObj(number -> String.format(Locale.ROOT, "device-%02d", number))
            .toList();

    @AutoClose
    private final Broker mqtt = Broker.builder().start();

    @TempDir
    Path directory;

    @Test
    void embeddedEngineDiesBetweenStoringAndCommitting() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start(Files.createDirectory(directory.resolve("kafka")))) {
            Setup setup = setup(kafka);
            send(kafka);

            try (RunningProduct first = setup.start(ProductCommand.withKafka("-Diotc.crash=after-commit:1"))) {
                assertThat(first.awaitExit()).isNotZero();
            }
            try (RunningProduct second = setup.start(ProductCommand.withKafka()).awaitUp()) {
                eachDeviceIsThereOnce(second);
                committed(kafka);
            }
        }
    }

    @Test
    void engineOnKafkaIsKilled() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start(Files.createDirectory(directory.resolve("kafka")))) {
            Setup setup = setup(kafka)
                    .with("engine", "kafka")
                    .with("kafka.folder", directory.resolve("state").toString());
            send(kafka);

            try (RunningProduct first = setup.start(ProductCommand.withKafka())) {
                // It kills as soon as the source has begun; wherever that is, the next life goes on.
                await().atMost(PATIENCE)
                        .until(() -> !first.isAlive()
                                || first.text("/observe/metrics")
                                        .contains("iotc_source_connected{source=\"source-kafka\"} 1.0"));
                first.kill();
            }
            try (RunningProduct second = setup.start(ProductCommand.withKafka()).awaitUp()) {
                eachDeviceIsThereOnce(second);
                committed(kafka);
            }
        }
    }

    private static void eachDeviceIsThereOnce(RunningProduct product) {
        for (String device : DEVICES) {
            await(device).atMost(PATIENCE).untilAsserted(() -> assertThat(product.stateOf(device))
                    .isEqualTo("ONLINE"));
            assertThat(product.get("/api/devices/" + device + "/events")
                            .path("total")
                            .asInt())
                    .as(device)
                    .isOne();
        }
    }

    private static void committed(KafkaBroker kafka) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
            await("all records are committed")
                    .atMost(PATIENCE)
                    .until(
                            () -> admin
                                            .listConsumerGroupOffsets("kafka-source")
                                            .partitionsToOffsetAndMetadata()
                                            .get()
                                            .values()
                                            .stream()
                                            .mapToLong(offset -> offset.offset())
                                            .sum()
                                    == DEVICES.size());
        }
    }

    private static void send(KafkaBroker kafka) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.address(), "enable.idempotence", false),
                new StringSerializer(),
                new StringSerializer())) {
            for (String device : DEVICES) {
                producer.send(new ProducerRecord<>(
                        "presence",
                        device,
                        String.format(
                                Locale.ROOT,
                                "{\"clientId\":\"%s\",\"timestamp\":%d,\"eventType\":\"connected\",\"sessionIdentifier\":\"s\","
                                        + "\"versionNumber\":1}",
                                device,
                                Instant.now().toEpochMilli())));
            }
        }
    }

    private Setup setup(KafkaBroker kafka) {
        return Setup.in(directory, mqtt.url())
                .with("presence.enabled", "false")
                .with("last-will.enabled", "false")
                .with("kafka.bootstrap-servers", kafka.address())
                .with("kafka.application-id", "kafka")
                .with("source.kafka.enabled", "true")
                .with("source.kafka.topic", "presence");
    }
}
