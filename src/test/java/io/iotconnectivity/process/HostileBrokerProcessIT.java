package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
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
        AtomicInteger attacks = new AtomicInteger();
        try (Front front = new Front(attacks);
                UnderAttack attack = UnderAttack.start(
                        directory,
                        setup -> setup.with(
                                "mqtt.url", front.before(setup.settings().get("mqtt.url"))),
                        "-Xmx200m",
                        "-XX:+ExitOnOutOfMemoryError")) {
            attack.stillTells("device-7");

            assertThat(attacks.get()).isEqualTo(2 * ATTACKS.size());
            assertThat(attack.product().output())
                    .contains("the broker announces a CONNACK of 268435460 bytes, the limit is 16384");
            assertThat(attack.product().text("/observe/metrics")).contains("iotc_mqtt_breaches_connections_total");
        }
    }

    /** Stands before an honest broker and attacks the first connections itself. */
    private static final class Front implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger attacks;
        private volatile URI honest;

        Front(AtomicInteger attacks) throws IOException {
            this.attacks = attacks;
        }

        String before(String broker) {
            honest = URI.create(broker);
            daemon(() -> {
                while (!listener.isClosed()) {
                    Socket client = listener.accept();
                    int number = attacks.get();
                    if (number < 2 * ATTACKS.size()) {
                        attacks.incrementAndGet();
                        daemon(() -> attack(client, ATTACKS.get(number / 2)));
                    } else {
                        Socket server = new Socket(honest.getHost(), honest.getPort());
                        daemon(() -> relay(client, server));
                        daemon(() -> relay(server, client));
                    }
                }
            });
            return "tcp://127.0.0.1:" + listener.getLocalPort();
        }

        private static void attack(Socket client, String bytes) throws IOException {
            try (client) {
                InputStream in = client.getInputStream();
                in.read();
                client.getOutputStream().write(HexFormat.of().parseHex(bytes));
                in.transferTo(OutputStream.nullOutputStream());
            }
        }

        private static void relay(Socket from, Socket to) throws IOException {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            }
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void daemon(Work work) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run();
                        } catch (IOException gone) {
                            // One side, or the test.
                        }
                    },
                    "front");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
