package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.TimeLimit;
import io.iotconnectivity.net.Tunnel;
import io.iotconnectivity.net.WaysOut;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a broker that is ready to use once connected: through a proxy if there is one, with TLS inside, and
 * with the protocol name that AWS requires on port 443. Its users need to know of none of these.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html">Protocols, port mappings, and
 *     authentication</a>
 */
final class BrokerSocket extends Socket {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerSocket.class);
    private static final int HTTPS = 443;
    private static final int LONGEST_HANDSHAKE_MILLIS = 60_000;

    private final BrokerUrl broker;
    private final Optional<Way> way;
    private final Optional<Tls> tls;
    private volatile Socket socket = new Socket();

    /** A proxy, and what named it. */
    record Way(HttpProxy proxy, WaysOut ways) {}

    /**
     * The TLS parameters.
     *
     * @param protocol for ALPN; absent: none is offered
     * @param named whether the certificate must match the host name
     */
    record Tls(SSLSocketFactory factory, Optional<String> protocol, boolean named) {
        Tls(SSLSocketFactory factory, Optional<String> protocol) {
            this(factory, protocol, true);
        }
    }

    BrokerSocket(BrokerUrl broker, Optional<Way> way, Optional<Tls> tls) {
        this.broker = broker;
        this.way = way;
        this.tls = tls;
    }

    /** Proxies let WebSockets and port 443 through; a broker on its own port is reached directly. */
    static Optional<Way> way(BrokerUrl broker, WaysOut ways) {
        boolean passes = broker.scheme().startsWith("ws") || broker.isSecure() && broker.port() == HTTPS;
        return passes
                ? ways.to(broker.isSecure(), host(broker), broker.port()).map(proxy -> new Way(proxy, ways))
                : Optional.empty();
    }

    /** What AWS requires on port 443; a server that does not know it ignores it. */
    static Optional<String> protocol(BrokerUrl broker, boolean withPassword) {
        if (!broker.scheme().equals("ssl") || broker.port() != HTTPS) {
            return Optional.empty();
        }
        return Optional.of(withPassword ? "mqtt" : "x-amzn-mqtt-ca");
    }

    private static String host(BrokerUrl broker) {
        return broker.host().replaceAll("[\\[\\]]", "");
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        try {
            if (way.isPresent()) {
                Tunnel.open(
                        socket,
                        way.get().proxy(),
                        way.get().ways(),
                        broker.host() + ":" + broker.port(),
                        timeout,
                        timeout);
            } else {
                socket.connect(endpoint, timeout);
            }
            if (tls.isPresent()) {
                socket.setSoTimeout(timeout);
                socket = secured(tls.get(), timeout);
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Tls how, int timeout) throws IOException {
        SSLSocket secured = (SSLSocket) how.factory().createSocket(socket, host(broker), broker.port(), true);
        SSLParameters rules = secured.getSSLParameters();
        if (how.named()) {
            rules.setEndpointIdentificationAlgorithm("HTTPS");
        }
        how.protocol().ifPresent(name -> rules.setApplicationProtocols(new String[] {name}));
        secured.setSSLParameters(rules);
        Duration most = Duration.ofMillis(timeout > 0 ? timeout : LONGEST_HANDSHAKE_MILLIS);
        // In a trickling handshake no read ever times out.
        try (TimeLimit limit = new TimeLimit(most, this::cutOff)) {
            try {
                secured.startHandshake();
            } catch (IOException e) {
                if (limit.isOver()) {
                    SocketTimeoutException late = new SocketTimeoutException("the TLS handshake does not end");
                    late.initCause(e);
                    throw late;
                }
                throw e;
            }
        }
        return secured;
    }

    /** Closes without TLS's closing message, for which a lock may be held. */
    private boolean cutOff() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A socket was not closed cleanly", e);
        }
        return true;
    }

    /** What was negotiated; absent without TLS. */
    Optional<SSLSession> session() {
        return socket instanceof SSLSocket secured ? Optional.of(secured.getSession()) : Optional.empty();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return socket.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        socket.setSoTimeout(timeout);
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void shutdownInput() throws IOException {
        if (!(socket instanceof SSLSocket)) {
            socket.shutdownInput();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
