package io.iotconnectivity.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A device that speaks just enough MQTT 3.1.1 to misbehave in every way: it never pings, and has a will. */
final class RawDevice implements AutoCloseable {
    private static final int CLEAN_SESSION_WITH_WILL_OF_QOS_1 = 0b0000_1110;

    private final Socket socket;
    private final byte[] connect;

    private RawDevice(Socket socket, byte[] connect) {
        this.socket = socket;
        this.connect = connect;
    }

    static RawDevice connect(int port, String clientId, int keepAliveSeconds) {
        try {
            byte[] connect = connectPacket(clientId, keepAliveSeconds);
            RawDevice device = new RawDevice(new Socket(InetAddress.getLoopbackAddress(), port), connect);
            device.send(connect);
            byte[] connack = device.socket.getInputStream().readNBytes(4);
            if (connack.length < 4 || connack[3] != 0) {
                device.close();
                throw new IllegalStateException("refused: " + clientId);
            }
            return device;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void disconnect() {
        send(new byte[] {(byte) 0xE0, 0});
        close();
    }

    /** The socket closes, as it does when the process dies. */
    void vanish() {
        close();
    }

    /** Sends a second CONNECT, which the protocol forbids. */
    void connectAgain() {
        send(connect);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(byte[] packet) {
        try {
            socket.getOutputStream().write(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] connectPacket(String clientId, int keepAliveSeconds) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writeText(body, "MQTT");
        body.write(4);
        body.write(CLEAN_SESSION_WITH_WILL_OF_QOS_1);
        body.write(keepAliveSeconds >> 8);
        body.write(keepAliveSeconds);
        writeText(body, clientId);
        writeText(body, "lwt/" + clientId.replaceAll("[+#]", "_"));
        writeText(
                body,
                "{\"state\":{\"reported\":{\"last_will\":\"yes\",\"trigger_action\":\"on\",\"client_id\":\"" + clientId
                        + "\"}}}");
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x10);
        for (int rest = body.size(); ; rest /= 128) {
            packet.write(rest < 128 ? rest : rest % 128 | 128);
            if (rest < 128) {
                break;
            }
        }
        body.writeTo(packet);
        return packet.toByteArray();
    }

    private static void writeText(ByteArrayOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.write(bytes);
    }
}
