package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.net.HostileServer;
import io.iotconnectivity.net.HostileServer.Attack;
import io.iotconnectivity.process.RunningProduct.Setup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers whose answers never end. */
class HostileReceiverIT {
    private static final List<Attack> HEADS = List.of(
            Attack.STATUS_LINE,
            Attack.EMPTY_LINES,
            Attack.HEADER_LINE,
            Attack.HEADER_NAME,
            Attack.HEADERS,
            Attack.FOLDED_HEADER,
            Attack.INTERIM,
            Attack.CONTINUE);

    @TempDir
    Path directory;

    @Test
    void endlessAnswersOfWebhooksFailAndTheOthersAreTold() {
        try (HostileServer hostile = HostileServer.start();
                UnderAttack product = UnderAttack.start(
                        directory, setup -> withAll(setup, hostile), "-Xmx128m", "-XX:+ExitOnOutOfMemoryError")) {
            product.stillTells("device-1");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                for (Attack attack : Attack.values()) {
                    assertThat(hostile.requests(attack)).as(attack.name()).isPositive();
                }
            });
            for (Attack attack : HEADS) {
                await(attack.name()).atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(product.product()
                                .sink("webhook-" + name(attack))
                                .path("lastError")
                                .asText())
                        .contains("whose head does not end"));
            }
            product.stillTells("device-2");
        }
    }

    @Test
    void endlessAnswersInThePlaceOfAwsAndOfACollectorFailAndTheWebhookIsTold() {
        try (HostileServer hostile = HostileServer.start(Attack.values());
                UnderAttack product = UnderAttack.start(
                        directory,
                        setup -> withAws(setup, hostile),
                        "-Xmx128m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Daws.endpointUrl=http://127.0.0.1:" + hostile.port(),
                        "-Daws.accessKeyId=key",
                        "-Daws.secretAccessKey=secret",
                        "-Daws.region=eu-central-1")) {
            product.stillTells("device-1");
            for (String sink : List.of("dynamodb-devices", "dynamodb-events", "sqs", "shadow")) {
                await(sink).atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                                product.product().sink(sink).path("lastError").asText())
                        .isNotEmpty());
            }
            await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
                for (Attack attack : Attack.values()) {
                    assertThat(hostile.requests(attack)).as(attack.name()).isPositive();
                }
            });
            product.stillTells("device-2");
        }
    }

    private static Setup withAws(Setup setup, HostileServer hostile) {
        return setup.with("sink.dynamodb.enabled", "true")
                .with("sink.sns.enabled", "true")
                .with("sink.sns.topic-arn", "arn:aws:sns:eu-central-1:123456789012:devices")
                .with("sink.sqs.enabled", "true")
                .with("sink.sqs.queue-url", "http://127.0.0.1:" + hostile.port() + "/123456789012/events")
                .with("sink.shadow.enabled", "true")
                .with("verify", "connection")
                .with("verify.wait", "1s")
                .with("enrichment.enabled", "true")
                .with("enrichment.wait", "1s")
                .with("tracing.endpoint", "http://127.0.0.1:" + hostile.port() + "/v1/traces")
                .with("tracing.ratio", "1");
    }

    private static Setup withAll(Setup setup, HostileServer hostile) {
        Setup all = setup;
        for (Attack attack : Attack.values()) {
            all = all.withWebhook(name(attack), hostile.uri(attack));
        }
        return all;
    }

    private static String name(Attack attack) {
        return attack.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
