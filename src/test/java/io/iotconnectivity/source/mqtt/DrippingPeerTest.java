package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.ProxyRefusal;
import io.iotconnectivity.net.WaysOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocketFactory;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A peer that sends a byte now and then, so that no single read times out. */
class DrippingPeerTest {
    private static final int LIMIT_MILLIS = 300;
    private static final long BETWEEN_BYTES = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long PATIENCE_SECONDS = 60;

    /** A record that has begun and is to have 16 KiB. */
    private static final byte[] HANDSHAKE = {22, 3, 3, 64, 0, 2};

    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII);

    @AutoClose
    private ServerSocket peer;

    @BeforeEach
    void listen() throws IOException {
        peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void aHandshakeThatDripsIsGivenUp() {
        BrokerSocket socket =
                new BrokerSocket(BrokerUrl.parse("ssl://127.0.0.1:" + peer.getLocalPort()), Optional.empty(), tls());

        givenUp(socket, HANDSHAKE)
                .hasCauseInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("the TLS handshake does not end");
    }

    @Test
    void anAnswerOfAProxyThatDripsIsGivenUp() {
        HttpProxy proxy = new HttpProxy("127.0.0.1", peer.getLocalPort(), Optional.empty());
        BrokerSocket socket = new BrokerSocket(
                BrokerUrl.parse("ssl://broker.example.net:443"),
                Optional.of(new BrokerSocket.Way(proxy, WaysOut.DIRECT)),
                tls());

        givenUp(socket, ANSWER)
                .hasCauseInstanceOf(ProxyRefusal.class)
                .hasMessageContaining("it does not respond in time");
    }

    private static Optional<BrokerSocket.Tls> tls() {
        return Optional.of(new BrokerSocket.Tls((SSLSocketFactory) SSLSocketFactory.getDefault(), Optional.empty()));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> givenUp(BrokerSocket socket, byte[] begin) {
        CompletableFuture<Integer> dripped = CompletableFuture.supplyAsync(() -> drip(begin));
        CompletableFuture<Void> connecting = CompletableFuture.runAsync(() -> {
            try {
                socket.connect(new InetSocketAddress(peer.getInetAddress(), peer.getLocalPort()), LIMIT_MILLIS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var thrown = assertThatThrownBy(() -> connecting.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .cause();
        assertThat(socket.isClosed()).isTrue();
        assertThat(dripped.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join()).isPositive();
        return thrown;
    }

    /** Until the other side is gone; how many bytes it took. */
    private int drip(byte[] begin) {
        int taken = 0;
        try (Socket accepted = peer.accept()) {
            accepted.getOutputStream().write(begin);
            while (true) {
                accepted.getOutputStream().write('x');
                taken++;
                LockSupport.parkNanos(BETWEEN_BYTES);
            }
        } catch (IOException gone) {
            return taken;
        }
    }
}
