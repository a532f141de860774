package io.iotconnectivity.source.mqtt;

import java.io.IOException;
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
 * A Paho client that reads nothing before it has written CONNECT. Paho 1.2.5 starts its receiver first and then waits
 * until it sees it running; if the other side closes at once, as a load balancer without targets does, the receiver is
 * gone by then, and the waiting thread stays forever: one for every attempt. Nor does it accept from a broker what
 * would fill the memory: {@link PacketStream}. Messages do not pass through Paho at all, so its callback for them is
 * never called.
 */
final class PatientClient extends MqttAsyncClient {
    /** If the options name none. AWS sends at most 128 KiB. A hundred of these still fit into a small heap. */
    static final long LARGEST_PACKET = 1024 * 1024;

    /** The Receive Maximum if the options name none, as in MQTT 5. */
    private static final int MOST_MESSAGES = 65_535;

    private final BrokerUrl broker;
    private final Optional<BrokerSocket.Way> way;
    private final Publications publications;
    private volatile Optional<PatientNetwork> connection = Optional.empty();

    /**
     * @param publications takes what arrives, on Paho's receiving thread
     */
    PatientClient(BrokerUrl broker, String clientId, Optional<BrokerSocket.Way> way, Publications publications)
            throws MqttException {
        this(broker, clientId, way, publications, new MemoryPersistence());
    }

    /**
     * @param persistence keeps what is published until it is acknowledged
     */
    PatientClient(
            BrokerUrl broker,
            String clientId,
            Optional<BrokerSocket.Way> way,
            Publications publications,
            MqttClientPersistence persistence)
            throws MqttException {
        super(broker.toString(), clientId, persistence);
        this.broker = broker;
        this.way = way;
        this.publications = publications;
    }

    /**
     * Writes a PUBACK for each message; may block.
     *
     * @param messageIds of which the first {@code count} are meant
     * @throws IOException if that is not possible; the connection is over then
     */
    void acknowledge(int[] messageIds, int count) throws IOException {
        PatientNetwork network = connection.orElseThrow(() -> new IOException("there is no connection"));
        try {
            network.acknowledge(messageIds, count);
            // For Paho's keep-alive.
            comms.getClientState().notifySentBytes(count);
        } catch (IOException | RuntimeException | Error e) {
            // A connection on which nothing is acknowledged would soon receive nothing, without ever ending.
            stop(network);
            throw e;
        }
    }

    /** Paho's receiver notices, and ends the connection. */
    private static void stop(PatientNetwork network) {
        try {
            network.stop();
        } catch (IOException e) {
            // Then there is none any more.
        }
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) throws MqttException {
        Optional<String> protocol = BrokerSocket.protocol(broker, options.getUserName() != null);
        NetworkModule[] networks = broker.scheme().startsWith("ws") || way.isPresent() || protocol.isPresent()
                ? new NetworkModule[] {network(protocol, options)}
                : super.createNetworkModules(address, options);
        long largest = Optional.ofNullable(options.getMaximumPacketSize()).orElse(LARGEST_PACKET);
        int receiveMaximum = Optional.ofNullable(options.getReceiveMaximum()).orElse(MOST_MESSAGES);
        Publications heard = new Heard();
        PatientNetwork[] patient = Arrays.stream(networks)
                .map(network -> new PatientNetwork(network, largest, new Unacknowledged(receiveMaximum), heard))
                .toArray(PatientNetwork[]::new);
        // There is one address only.
        connection = Optional.of(patient[0]);
        return patient;
    }

    /** Paho's keep-alive has to know that the broker sends something, even if there is no end to it. */
    private final class Heard implements Publications {
        private int messages;

        @Override
        public void arrived(Publication publication) throws IOException {
            messages++;
            try {
                publications.arrived(publication);
            } catch (RuntimeException e) {
                // Paho's receiver would die of it, silently.
                throw new IOException("a message could not be taken", e);
            }
        }

        @Override
        public void pause() throws IOException {
            if (messages > 0) {
                comms.getClientState().notifyReceivedBytes(messages);
                messages = 0;
            }
            publications.pause();
        }
    }

    /** Paho supports neither proxies nor ALPN, so its plain module gets sockets that do, also for TLS. */
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

    /** Creates unconnected sockets, which is all that Paho asks for. */
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
