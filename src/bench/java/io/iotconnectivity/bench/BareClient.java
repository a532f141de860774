package io.iotconnectivity.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Paho with a callback, and a port that tells how many messages it has called it with. Paho acknowledges by itself. */
final class BareClient {
    static final String UP = "subscribed";

    private final AtomicLong received = new AtomicLong();

    /** Returns once subscribed; the client goes on. */
    void run(int port, String brokerUrl, String filter, Consumer<byte[]> callback) throws MqttException, IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", request -> {
            byte[] count = Long.toString(received.get()).getBytes(StandardCharsets.US_ASCII);
            request.sendResponseHeaders(200, count.length);
            try (OutputStream body = request.getResponseBody()) {
                body.write(count);
            }
        });
        server.start();
        MqttAsyncClient client = new MqttAsyncClient(
                brokerUrl, "bench-bare-" + ProcessHandle.current().pid(), new MemoryPersistence());
        client.setCallback(new Callback(callback));
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3600L);
        client.connect(options).waitForCompletion();
        client.subscribe(filter, 1).waitForCompletion();
        System.out.println(UP);
    }

    private final class Callback implements MqttCallback {
        private final Consumer<byte[]> message;

        Callback(Consumer<byte[]> message) {
            this.message = message;
        }

        @Override
        public void messageArrived(String topic, MqttMessage arrived) {
            message.accept(arrived.getPayload());
            received.incrementAndGet();
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            System.out.println("disconnected: " + response);
        }

        @Override
        public void mqttErrorOccurred(MqttException problem) {
            System.out.println("error: " + problem);
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String broker) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
