package io.iotconnectivity.mqtt;

import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.ProxyRefusal;
import io.iotconnectivity.net.WaysOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to a broker which is ready once it is connected: through a proxy if there is one, with TLS inside, and with the protocol
 * name that AWS asks for on port 443. Whoever uses it needs to know of none of these.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html">Protocols, port mappings, and
 *     authentication</a>
 */
final class BrokerSocket extends Socket {
    private static final int LONGEST_ANSWER = 16 * 1024;
    private static final int HTTPS = 443;
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})\\b.*", Pattern.DOTALL);

    private final BrokerUrl broker;
    private final Optional<Way> way;
    private final Optional<Tls> tls;
    private volatile Socket socket = new Socket();

    /** A proxy, and who named it. */
    record Way(HttpProxy proxy, WaysOut ways) {}

    /**
     * What the TLS inside is like.
     *
     * @param protocol for ALPN; absent: none is offered
     */
    record Tls(SSLSocketFactory factory, Optional<String> protocol) {}

    BrokerSocket(BrokerUrl broker, Optional<Way> way, Optional<Tls> tls) {
        this.broker = broker;
        this.way = way;
        this.tls = tls;
    }

    /** Proxies let WebSockets and port 443 pass; a broker at its own port is reached directly. */
    static Optional<Way> way(BrokerUrl broker, WaysOut ways) {
        boolean passes = broker.scheme().startsWith("ws") || broker.isSecure() && broker.port() == HTTPS;
        return passes
                ? ways.to(broker.isSecure(), host(broker), broker.port()).map(proxy -> new Way(proxy, ways))
                : Optional.empty();
    }

    /** What AWS wants to be told on port 443; a server that does not know it takes no notice. */
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
                connectThrough(way.get(), timeout);
            } else {
                socket.connect(endpoint, timeout);
            }
            if (tls.isPresent()) {
                socket.setSoTimeout(timeout);
                socket = secured(tls.get());
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Tls how) throws IOException {
        SSLSocket secured = (SSLSocket) how.factory().createSocket(socket, host(broker), broker.port(), true);
        SSLParameters rules = secured.getSSLParameters();
        rules.setEndpointIdentificationAlgorithm("HTTPS");
        how.protocol().ifPresent(name -> rules.setApplicationProtocols(new String[] {name}));
        secured.setSSLParameters(rules);
        secured.startHandshake();
        return secured;
    }

    private void connectThrough(Way through, int timeout) throws IOException {
        HttpProxy proxy = through.proxy();
        try {
            socket.connect(new InetSocketAddress(proxy.host(), proxy.port()), timeout);
        } catch (IOException e) {
            throw ProxyRefusal.unreachable(proxy, through.ways(), String.valueOf(e.getMessage()), e);
        }
        socket.setSoTimeout(timeout);
        String target = broker.host() + ":" + broker.port();
        String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n"
                + proxy.login()
                        .map(login -> "Proxy-Authorization: " + login.basic() + "\r\n")
                        .orElse("")
                + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Matcher status = STATUS.matcher(head(socket.getInputStream()));
        if (!status.matches()) {
            throw ProxyRefusal.unreachable(proxy, through.ways(), "it does not answer in HTTP", null);
        }
        if (!status.group(1).startsWith("2")) {
            throw ProxyRefusal.answered(proxy, through.ways(), target, Integer.parseInt(status.group(1)));
        }
    }

    /** Up to the empty line, and no byte more: what follows is the broker's. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n") && !text.endsWith("\n\n") && head.size() < LONGEST_ANSWER) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
            text = next == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** What was agreed on; absent without TLS. */
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
