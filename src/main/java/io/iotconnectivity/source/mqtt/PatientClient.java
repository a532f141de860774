package io.iotconnectivity.source.mqtt;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.internal.TCPNetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.security.SSLSocketFactoryFactory;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * A Paho client that reads nothing before it has written CONNECT. Paho 1.2.5 starts its receiver first and then waits until it sees it
 * running; where the other side closes at once, as a load balancer without targets does, the receiver is gone before, and the waiting
 * thread stays for ever: one for every attempt. Nor does it take from a broker what would fill the memory: {@link PacketStream}.
 */
final class PatientClient extends MqttAsyncClient {
    /** Where the options name none. AWS sends at most 128 KiB. A hundred of these still fit into a small heap. */
    static final long LARGEST_PACKET = 1024 * 1024;

    /** Receive Maximum where the options name none, as MQTT 5 has it. */
    private static final int MOST_MESSAGES = 65_535;

    private final BrokerUrl broker;
    private final Optional<BrokerSocket.Way> way;

    PatientClient(BrokerUrl broker, String clientId, Optional<BrokerSocket.Way> way) throws MqttException {
        this(broker, clientId, way, new MemoryPersistence());
    }

    /** @param persistence keeps what is published until it is acknowledged */
    PatientClient(BrokerUrl broker, String clientId, Optional<BrokerSocket.Way> way, MqttClientPersistence persistence)
            throws MqttException {
        super(broker.toString(), clientId, persistence);
        this.broker = broker;
        this.way = way;
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) throws MqttException {
        Optional<String> protocol = BrokerSocket.protocol(broker, options.getUserName() != null);
        NetworkModule[] networks = broker.scheme().startsWith("ws") || way.isPresent() || protocol.isPresent()
                ? new NetworkModule[] {network(protocol, options)}
                : super.createNetworkModules(address, options);
        long largest = Optional.ofNullable(options.getMaximumPacketSize()).orElse(LARGEST_PACKET);
        int receiveMaximum = Optional.ofNullable(options.getReceiveMaximum()).orElse(MOST_MESSAGES);
        return Arrays.stream(networks)
                .map(network -> new PatientNetwork(network, largest, new Unacknowledged(receiveMaximum)))
                .toArray(NetworkModule[]::new);
    }

    /** Paho knows neither proxies nor ALPN, so its plain module gets sockets that do, also for TLS. */
    private NetworkModule network(Optional<String> protocol, MqttConnectionOptions options) throws MqttException {
        Optional<BrokerSocket.Tls> tls = broker.isSecure()
                ? Optional.of(new BrokerSocket.Tls(
                        secureSockets(options), protocol, options.isHttpsHostnameVerificationEnabled()))
                : Optional.empty();
        Supplier<Socket> sockets = () -> new BrokerSocket(broker, way, tls);
        if (broker.scheme().startsWith("ws")) {
            return new WebSocketNetwork(
                    broker,
                    sockets,
                    Duration.ofSeconds(options.getConnectionTimeout()),
                    Optional.ofNullable(options.getCustomWebSocketHeaders()).orElse(Map.of()));
        }
        TCPNetworkModule network =
                new TCPNetworkModule(new BrokerSockets(sockets), broker.host(), broker.port(), getClientId());
        network.setConnectTimeout(options.getConnectionTimeout());
        return network;
    }

    private static SSLSocketFactory secureSockets(MqttConnectionOptions options) throws MqttException {
        if (options.getSocketFactory() instanceof SSLSocketFactory given) {
            return given;
        }
        SSLSocketFactoryFactory factories = new SSLSocketFactoryFactory();
        if (options.getSSLProperties() != null) {
            factories.initialize(options.getSSLProperties(), null);
        }
        return factories.createSocketFactory(null);
    }

    /** Gives unconnected sockets, which is all that Paho asks for. */
    private static final class BrokerSockets extends SocketFactory {
        private final Supplier<Socket> unconnected;

        BrokerSockets(Supplier<Socket> unconnected) {
            this.unconnected = unconnected;
        }

        @Override
        public Socket createSocket() {
            return unconnected.get();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
