package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the middle of everything: the product ends in time, and what was under way is done after the next start. */
class StopIT {
    private static final List<String> DEVICES = IntStream.range(0, 400)
            .mapToObj(number -> String.format(Locale.ROOT, "device-%03d", number))
            .toList();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void endsInTimeUnderLoadWhileARouteOfTheUserHangsAndLosesNothing() throws IOException {
        Path hangs = Files.createDirectory(directory.resolve("routes")).resolve("sink-hangs.camel.yaml");
        Files.writeString(
                hangs,
                """
                - route:
                    id: sink-hangs
                    group: sink
                    description: Takes for ever
                    from:
                      uri: direct
                      parameters:
                        name: sink-hangs
                      steps:
                        - log: {id: tell, loggingLevel: WARN, message: "it hangs"}
                        - delay: {id: for-ever, constant: "3600000"}
                """);
        try (Broker broker = Broker.builder().start();
                WebhookInbox inbox = WebhookInbox.start(0);
                ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            hanging.setSoTimeout((int) PATIENCE.toMillis());
            Setup setup = Setup.in(directory, broker.url()).with("policy.CONNECTION_LOST.grace", "0s");
            URI nobodyAnswers = URI.create("http://127.0.0.1:" + hanging.getLocalPort() + "/");
            PresenceFeed feed = new PresenceFeed(broker);
            try (RunningProduct product =
                            setup.withWebhook("desk", nobodyAnswers).start().awaitUp();
                    Socket reader = openStream(product)) {
                DEVICES.forEach(device -> feed.connects(device, 1));
                DEVICES.forEach(device -> feed.drops(device, 1));
                Socket delivery = hanging.accept();
                await("a delivery that hangs").atMost(PATIENCE).until(() -> product.output()
                        .contains("it hangs"));

                Instant told = Instant.now();
                assertThat(product.stop()).as("the status of SIGTERM").isEqualTo(143);

                assertThat(Duration.between(told, Instant.now()))
                        .as("orchestrators kill after 30 s or less")
                        .isLessThan(Duration.ofSeconds(20));
                assertThat(List.of(delivery, reader)).noneMatch(Socket::isClosed);
                delivery.close();
                assertThat(product.output()).contains("iot-connectivity has stopped");
            }
            Files.delete(hangs);
            try (RunningProduct product =
                    setup.withWebhook("desk", inbox.uri("desk")).start().awaitUp()) {
                Deliveries deliveries = new Deliveries(inbox, "desk");
                await("the end of every device at the desk").atMost(PATIENCE).untilAsserted(() -> assertThat(
                                deliveries.idsByDevice("device.offline"))
                        .containsOnlyKeys(DEVICES)
                        .allSatisfy((device, ids) -> assertThat(ids).hasSize(1)));
                assertThat(product.isAlive()).isTrue();
            }
        }
    }

    /** Asks for the stream of events and never reads it. */
    private static Socket openStream(RunningProduct product) throws IOException {
        Socket socket =
                new Socket(product.address().getHost(), product.address().getPort());
        socket.getOutputStream()
                .write("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
