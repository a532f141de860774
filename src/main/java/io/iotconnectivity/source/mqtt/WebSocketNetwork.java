package io.iotconnectivity.source.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.websocket.WebSocketFrame;
import org.eclipse.paho.mqttv5.client.websocket.WebSocketHandshake;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/**
 * MQTT over a WebSocket. Paho's own implementation allocates what a frame announces, up to 2 GB, accepts an endless
 * response to the upgrade, loses its place if a frame is interrupted, and ends the connection at a ping or a fragment.
 * Only its handshake and its frame writer are used.
 */
final class WebSocketNetwork implements NetworkModule {
    private static final int BINARY = 2;
    private static final int PONG = 10;

    /** As Paho sets it: its receiver needs to wake up that often. */
    private static final int READ_MILLIS = 1000;

    private final BrokerUrl broker;
    private final Supplier<Socket> sockets;
    private final Duration limit;
    private final Map<String, String> headers;
    private volatile Socket socket = new Socket();

    /**
     * @param sockets creates unconnected ones, which set up TLS themselves
     * @param limit for connecting and for the response to the upgrade, each
     * @param headers of the upgrade
     */
    WebSocketNetwork(BrokerUrl broker, Supplier<Socket> sockets, Duration limit, Map<String, String> headers) {
        this.broker = broker;
        this.sockets = sockets;
        this.limit = limit;
        this.headers = headers;
    }

    @Override
    public void start() throws IOException {
        socket = sockets.get();
        socket.connect(new InetSocketAddress(broker.host(), broker.port()), (int) limit.toMillis());
        socket.setSoTimeout((int) limit.toMillis());
        try {
            new WebSocketHandshake(
                            new UpgradeAnswer(socket.getInputStream(), limit),
                            socket.getOutputStream(),
                            broker.toString(),
                            broker.host(),
                            broker.port(),
                            headers)
                    .execute();
        } catch (RuntimeException notHttp) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_PROTOCOL_ERROR,
                    "responds to the WebSocket upgrade with something that is not HTTP");
        }
        socket.setSoTimeout(READ_MILLIS);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FrameStream(socket.getInputStream(), this::answer);
    }

    @Override
    public OutputStream getOutputStream() {
        return new Frames();
    }

    @Override
    public void stop() throws IOException {
        socket.close();
    }

    @Override
    public String getServerURI() {
        return broker.toString();
    }

    private void answer(byte[] ping) throws IOException {
        send(PONG, ping);
    }

    private synchronized void send(int opcode, byte[] payload) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(new WebSocketFrame((byte) opcode, true, payload).encodeFrame());
        out.flush();
    }

    /** Everything written up to a flush is one frame. */
    private final class Frames extends ByteArrayOutputStream {
        @Override
        public void flush() throws IOException {
            byte[] payload;
            synchronized (this) {
                payload = toByteArray();
                reset();
            }
            if (payload.length > 0) {
                send(BINARY, payload);
            }
        }
    }
}
