package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.net.SocketServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole product with a heap that one packet of a hostile broker would more than fill. */
class HostileBrokerProcessIT {
    private static final List<String> ATTACKS = List.of(
            "20ffffff7f", // CONNACK of 256 MB
            "20080000ffffff7f0000", // CONNACK with properties of 256 MB
            "200300000032ffffff7f", // PUBLISH of 256 MB, behind a good CONNACK
            "200300000090ffffff7f"); // SUBACK of 256 MB

    @TempDir
    Path directory;

    @Test
    void aBrokerThatAnnouncesMoreThanTheHeapIsLeftAndServedOnceItBehaves() throws IOException {
        AtomicInteger honest = new AtomicInteger();
        // Stands before an honest broker and attacks the first connections itself.
        try (SocketServer front = SocketServer.start((client, number) -> {
                    if (number < 2 * ATTACKS.size()) {
                        attack(client, ATTACKS.get(number / 2));
                    } else {
                        relay(client, honest.get());
                    }
                });
                UnderAttack attack = UnderAttack.start(
                        directory,
                        setup -> {
                            honest.set(
                                    URI.create(setup.settings().get("mqtt.url")).getPort());
                            return setup.with("mqtt.url", "tcp://127.0.0.1:" + front.port());
                        },
                        "-Xmx200m",
                        "-XX:+ExitOnOutOfMemoryError")) {
            attack.stillTells("device-7");

            assertThat(front.accepted()).isGreaterThan(2 * ATTACKS.size());
            assertThat(attack.product().output())
                    .contains("the broker announces a CONNACK of 268435460 bytes, the limit is 16384");
            assertThat(attack.product().text("/observe/metrics")).contains("iotc_mqtt_breaches_connections_total");
        }
    }

    private static void attack(Socket client, String bytes) throws IOException {
        InputStream in = client.getInputStream();
        in.read();
        client.getOutputStream().write(HexFormat.of().parseHex(bytes));
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static void relay(Socket client, int port) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            SocketServer.inBackground(() -> {
                try (client) {
                    server.getInputStream().transferTo(client.getOutputStream());
                }
            });
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }
}
