package io.iotconnectivity.mqtt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.internal.TCPNetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.websocket.WebSocketNetworkModule;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * A Paho client that reads nothing before it has written CONNECT. Paho 1.2.5 starts its receiver first and then waits until it sees it
 * running; where the other side closes at once, as a load balancer without targets does, the receiver is gone before, and the waiting
 * thread stays for ever: one for every attempt.
 */
final class PatientClient extends MqttAsyncClient {
    private final BrokerUrl broker;
    private final Optional<BrokerSocket.Way> way;

    PatientClient(BrokerUrl broker, String clientId, Optional<BrokerSocket.Way> way) throws MqttException {
        super(broker.toString(), clientId, new MemoryPersistence());
        this.broker = broker;
        this.way = way;
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) throws MqttException {
        Optional<String> protocol = BrokerSocket.protocol(broker, options.getUserName() != null);
        NetworkModule[] networks = way.isPresent() || protocol.isPresent()
                ? new NetworkModule[] {network(protocol, options)}
                : super.createNetworkModules(address, options);
        return Arrays.stream(networks).map(PatientNetwork::new).toArray(NetworkModule[]::new);
    }

    /** Paho knows neither proxies nor ALPN, so its plain modules get sockets that do, also for TLS. */
    private NetworkModule network(Optional<String> protocol, MqttConnectionOptions options) {
        Optional<BrokerSocket.Tls> tls = broker.isSecure()
                ? Optional.of(new BrokerSocket.Tls(
                        options.getSocketFactory() instanceof SSLSocketFactory given
                                ? given
                                : (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        protocol))
                : Optional.empty();
        SocketFactory sockets = new BrokerSockets(() -> new BrokerSocket(broker, way, tls));
        TCPNetworkModule network;
        if (broker.scheme().startsWith("ws")) {
            WebSocketNetworkModule web =
                    new WebSocketNetworkModule(sockets, broker.toString(), broker.host(), broker.port(), getClientId());
            web.setCustomWebSocketHeaders(options.getCustomWebSocketHeaders());
            network = web;
        } else {
            network = new TCPNetworkModule(sockets, broker.host(), broker.port(), getClientId());
        }
        network.setConnectTimeout(options.getConnectionTimeout());
        return network;
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

    private static final class PatientNetwork implements NetworkModule {
        private final NetworkModule network;
        private final CountDownLatch written = new CountDownLatch(1);

        private PatientNetwork(NetworkModule network) {
            this.network = network;
        }

        @Override
        public void start() throws IOException, MqttException {
            network.start();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(network.getInputStream()) {
                @Override
                public int read() throws IOException {
                    awaitWritten();
                    return super.read();
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    awaitWritten();
                    return super.read(buffer, offset, length);
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(network.getOutputStream()) {
                @Override
                public void write(int single) throws IOException {
                    out.write(single);
                    written.countDown();
                }

                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    out.write(buffer, offset, length);
                    written.countDown();
                }
            };
        }

        @Override
        public void stop() throws IOException {
            written.countDown();
            network.stop();
        }

        @Override
        public String getServerURI() {
            return network.getServerURI();
        }

        private void awaitWritten() throws IOException {
            try {
                written.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted before anything was written");
            }
        }
    }
}
