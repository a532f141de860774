package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.net.SocketServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MQTT over a WebSocket whose server does what it likes below MQTT. */
class WebSocketIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String UPGRADED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade,x\r\n"
                    + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: ";

    /** What the server does once it has read the upgrade; the text is the answer that it should give. */
    private interface Script {
        void run(String answer, InputStream in, OutputStream out) throws IOException;
    }

    @Test
    void anAnswerToTheUpgradeThatDoesNotEndIsRefused() {
        AtomicInteger taken = new AtomicInteger();
        refused(
                (answer, in, out) -> {
                    out.write("HTTP/1.1 101 x\r\nx: ".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write(new byte[10_000]);
                        taken.incrementAndGet();
                    }
                },
                "responds to the WebSocket upgrade with more than 16384 bytes");
        assertThat(taken.get()).isLessThan(10_000);
    }

    @Test
    void anAnswerToTheUpgradeThatDripsIsGivenUpAndItsThreadWithIt() {
        refused(
                "dripping",
                (answer, in, out) -> {
                    while (true) {
                        out.write('x');
                        out.flush();
                        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
                    }
                },
                "no response in time");
        await().atMost(PATIENCE).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("MQTT Con: dripping")));
    }

    @Test
    void anAnswerThatIsNotHttpIsCalledSo() {
        refused(
                (answer, in, out) -> out.write("HTTP/1.1 101\r\nno colon\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                "something that is not HTTP");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "827f000000007ffffff0 20ffffff7f | announces a CONNACK of 268435460 bytes",
                "827fffffffffffffffff            | a WebSocket frame that is too large",
                "820a 20080000ffffff7f0000       | a CONNACK that is malformed",
                "8185 0000000000                 | a WebSocket frame of type 1",
            })
    void framesThatAnnounceTooMuchAreRefused(String frames, String why) {
        refused(
                (answer, in, out) -> {
                    out.write(answer.getBytes(StandardCharsets.US_ASCII));
                    readFrame(new DataInputStream(in));
                    out.write(HexFormat.of().parseHex(frames.replace(" ", "")));
                    out.flush();
                    in.read();
                },
                why);
    }

    @Test
    void fragmentsAndPingsOfAnHonestServerAreTaken() throws IOException {
        try (SocketServer server = server((answer, in, out) -> {
                    out.write(answer.getBytes(StandardCharsets.US_ASCII));
                    DataInputStream frames = new DataInputStream(new BufferedInputStream(in));
                    while (true) {
                        byte[] packet = readFrame(frames);
                        switch (packet.length == 0 ? 0 : packet[0] >> 4 & 15) {
                            case 1 -> out.write(HexFormat.of().parseHex("8900" + "02022003" + "8003000000"));
                            case 8 -> {
                                out.write(new byte[] {(byte) 0x82, 6, (byte) 0x90, 4, packet[2], packet[3], 0, 1});
                                byte[] publish =
                                        PacketStreamTest.publish("numbers", 1, "0".getBytes(StandardCharsets.UTF_8));
                                out.write(0x82);
                                out.write(publish.length);
                                out.write(publish);
                            }
                            default -> {}
                        }
                        out.flush();
                    }
                });
                RunningSource source = RunningSource.accepting(settings(server, "over-web"), "numbers", Map.of())
                        .start()) {
            source.awaitNumbers(1);
            source.awaitConnected();
        }
    }

    private static void refused(Script script, String why) {
        refused("over-web", script, why);
    }

    private static void refused(String clientId, Script script, String why) {
        try (SocketServer server = server(script);
                RunningSource source = RunningSource.accepting(
                                settings(server, clientId), "numbers", Map.of("connectionTimeout", 1))
                        .start()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(source.status().lastError().orElse("")).contains(why));
            await().atMost(PATIENCE).until(() -> server.accepted() >= 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MqttSettings settings(SocketServer server, String clientId) {
        return MqttSettings.plain("ws://127.0.0.1:" + server.port() + "/mqtt", clientId);
    }

    private static byte[] readFrame(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    private static SocketServer server(Script script) {
        return SocketServer.start((accepted, number) -> {
            InputStream in = accepted.getInputStream();
            script.run(UPGRADED + accept(request(in)) + "\r\n\r\n", in, accepted.getOutputStream());
        });
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static String accept(String request) {
        String key = request.lines()
                .filter(line -> line.startsWith("Sec-WebSocket-Key: "))
                .map(line -> line.substring("Sec-WebSocket-Key: ".length()))
                .findFirst()
                .orElseThrow();
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
