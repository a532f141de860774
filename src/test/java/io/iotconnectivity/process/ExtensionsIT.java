package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.kafka.KafkaBroker;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.camel.component.aws2.eventbridge.EventbridgeComponent;
import org.apache.camel.component.aws2.kinesis.Kinesis2Component;
import org.apache.camel.component.aws2.s3.AWS2S3Component;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.crtcore.CrtConfigurationUtils;
import software.amazon.awssdk.protocols.cbor.AwsCborProtocolFactory;
import software.amazon.awssdk.protocols.xml.AwsXmlProtocolFactory;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The product, as users run it, with jars that they have added. */
class ExtensionsIT {
    private static final List<Class<?>> ADDED = List.of(
            Kinesis2Component.class,
            EventbridgeComponent.class,
            AWS2S3Component.class,
            KafkaComponent.class,
            KinesisClient.class,
            FirehoseClient.class,
            EventBridgeClient.class,
            S3Client.class,
            Arn.class,
            CrtConfigurationUtils.class,
            AwsCborProtocolFactory.class,
            AwsXmlProtocolFactory.class,
            KafkaProducer.class,
            // This one is in lib, too.
            SqsClient.class);

    @TempDir
    Path directory;

    @AutoClose
    private final Broker broker = Broker.builder().start();

    private Path folder;
    private Setup setup;

    @BeforeEach
    void makeAFolder() throws IOException {
        folder = Files.createDirectory(directory.resolve("ext"));
        setup = Setup.in(directory, broker.url()).with("extensions.folder", folder.toString());
    }

    @Test
    void eventsReachEveryTargetByTheComponentsOfTheFolder() throws Exception {
        for (Class<?> added : ADDED) {
            Path jar = Path.of(
                    added.getProtectionDomain().getCodeSource().getLocation().toURI());
            Files.copy(jar, folder.resolve(jar.getFileName()));
        }
        try (KafkaBroker kafka = KafkaBroker.start(Files.createDirectory(directory.resolve("kafka")));
                AwsEndpoint aws = AwsEndpoint.start(0)) {
            aws.kinesis().createStream("events");
            aws.s3().createBucket("events");
            Setup everywhere = setup.withAws(aws)
                    .with("sink.sqs.enabled", "true")
                    .with("sink.sqs.queue-url", aws.sqs().createQueue("events"))
                    .with("sink.kinesis.enabled", "true")
                    .with("sink.kinesis.stream", "events")
                    .with("sink.eventbridge.enabled", "true")
                    .with("sink.s3.enabled", "true")
                    .with("sink.s3.bucket", "events")
                    .with("sink.s3.interval", "1s")
                    .with("sink.kafka.enabled", "true")
                    .with("sink.kafka.topic", "events")
                    .with("sink.kafka.brokers", kafka.address());
            try (RunningProduct product = everywhere.start().awaitUp()) {
                PresenceFeed feed = new PresenceFeed(broker);
                feed.connects("pump 7", 1);
                feed.drops("pump 7", 1);

                String offline = "\"type\":\"io.iotconnectivity.device.offline\"";
                eventually(() -> assertThat(aws.sqs().bodies("events")).anyMatch(body -> body.contains(offline)));
                eventually(() -> assertThat(aws.kinesis().records("events"))
                        .anyMatch(record -> record.data().contains(offline)
                                && record.partitionKey().equals("pump 7")));
                eventually(() -> assertThat(aws.eventBridge().events())
                        .anyMatch(entry ->
                                entry.path("DetailType").asText().equals("io.iotconnectivity.device.offline")));
                eventually(() -> assertThat(aws.s3().objects("events").values())
                        .anyMatch(object -> object.content().contains(offline)));
                eventually(() -> assertThat(kafka.records("events"))
                        .anyMatch(record ->
                                record.value().contains(offline) && record.key().equals("pump 7")));
                assertThat(kafka.records("events")).allSatisfy(record -> assertThat(record.headers())
                        .extracting(header -> header.key())
                        .containsExactly("content-type"));
                assertThat(product.output())
                        .contains("Added by " + folder + ": ")
                        .contains("camel-kafka ")
                        .containsPattern("left out, as lib has them: sqs ");
            }
        }
    }

    @Test
    void componentThatIsMissingStopsTheStartWithTheCommandThatBringsIt() {
        try (RunningProduct product = setup.with("sink.kinesis.enabled", "true")
                .with("sink.kinesis.stream", "events")
                .with("sink.kafka.enabled", "true")
                .with("sink.kafka.topic", "events")
                .with("sink.kafka.brokers", "127.0.0.1:9")
                .start()) {
            assertThat(product.awaitExit()).isEqualTo(1);
            assertThat(product.output())
                    .contains(
                            "Route sink-kinesis needs the Camel component aws2-kinesis, which is not among the libraries")
                    .contains(
                            "Route sink-kafka needs the Camel component kafka, which is not among the libraries; most likely"
                                    + " camel-kafka has it: mvn -f ")
                    .contains(" -Dcomponent=camel-kafka dependency:copy-dependencies -DoutputDirectory=" + folder);
        }
    }

    @Test
    void topicWithoutTheLibrariesOfKafkaStopsTheStartWithTheCommandThatBringsThem() {
        try (RunningProduct product = setup.with("source.kafka.enabled", "true")
                .with("source.kafka.topic", "presence")
                .with("source.kafka.brokers", "127.0.0.1:9")
                .start()) {
            assertThat(product.awaitExit()).isEqualTo(1);
            assertThat(product.output())
                    .contains(
                            "Route source-kafka needs the libraries of Kafka, which are not part of this release; fetch"
                                    + " them: mvn -f ")
                    .contains("kafka/pom.xml dependency:copy-dependencies -DoutputDirectory=");
        }
    }

    @Test
    void componentOfAnotherCamelStopsTheStart() throws IOException {
        try (ZipOutputStream jar =
                new ZipOutputStream(Files.newOutputStream(folder.resolve("camel-kafka-4.10.0.jar")))) {
            jar.putNextEntry(new ZipEntry("META-INF/maven/org.apache.camel/camel-kafka/pom.properties"));
            jar.write("groupId=org.apache.camel\nartifactId=camel-kafka\nversion=4.10.0\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        try (RunningProduct product = setup.start()) {
            assertThat(product.awaitExit()).isEqualTo(1);
            assertThat(product.output()).contains("camel-kafka-4.10.0.jar is of Camel 4.10.0, but this is Camel ");
        }
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(assertion);
    }
}
