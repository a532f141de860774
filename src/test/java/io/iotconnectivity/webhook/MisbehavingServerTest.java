package io.iotconnectivity.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.event.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver that does what it should not, down to its socket. */
class MisbehavingServerTest {
    private static final Posting POSTING = new Posting("event-7", "{}", 1, Optional.empty());
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final AtomicInteger connections = new AtomicInteger();
    private Optional<ServerSocket> server = Optional.empty();
    private Optional<Webhooks> webhooks = Optional.empty();

    private interface Behaviour {
        void towards(Socket client, InputStream in, OutputStream out) throws IOException;
    }

    @AfterEach
    void close() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
        if (webhooks.isPresent()) {
            webhooks.get().close();
        }
    }

    @Test
    void serverThatHangsIsNotWaitedForAndMayHaveTakenTheEvent() throws Exception {
        int port = serve((client, in, out) -> readOn(in));

        assertThat(failureAt(port)).isInstanceOf(IOException.class);
    }

    @Test
    void serverThatDripsItsAnswerIsNotWaitedFor() throws Exception {
        int port = serve((client, in, out) -> {
            readRequest(in);
            for (byte next : "HTTP/1.1 200 OK\r\nX: ".getBytes(US_ASCII)) {
                drip(out, next);
            }
            while (!client.isClosed()) {
                drip(out, (byte) 'x');
            }
        });

        assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThat(failureAt(port)).isInstanceOf(IOException.class));
    }

    @Test
    void resetAfterTheRequestMayHaveTakenTheEvent() throws Exception {
        int port = serve((client, in, out) -> {
            readRequest(in);
            client.setSoLinger(true, 0);
        });

        assertThat(failureAt(port)).isInstanceOf(IOException.class);
    }

    @Test
    void nobodyThereHasCertainlyTakenNothing() throws Exception {
        try (Socket silent = new Socket()) {
            // Nobody else can listen at a port that is bound.
            silent.bind(new InetSocketAddress("127.0.0.1", 0));

            assertThat(failureAt(silent.getLocalPort())).isInstanceOf(NotTaken.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Le", "garbage\r\n\r\n", ""})
    void halfAnAnswerIsAFailure(String half) throws Exception {
        int port = serve((client, in, out) -> {
            readRequest(in);
            out.write(half.getBytes(US_ASCII));
        });

        assertThat(failureAt(port)).isInstanceOf(IOException.class);
    }

    @Test
    void bodyThatBreaksOffChangesNothingOfTheStatus() throws Exception {
        int port = serve((client, in, out) -> {
            readRequest(in);
            out.write("HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nhalf".getBytes(US_ASCII));
        });

        assertThat(webhooks(port, true, SystemDefaultDnsResolver.INSTANCE)
                        .post("ops", POSTING)
                        .answer())
                .isEqualTo("202: half");
    }

    @Test
    void endlessBodyIsCutShort() throws Exception {
        int port = serve((client, in, out) -> {
            readRequest(in);
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            byte[] more = "x".repeat(10_000).getBytes(US_ASCII);
            while (true) {
                out.write(more);
            }
        });

        assertThat(webhooks(port, true, SystemDefaultDnsResolver.INSTANCE)
                        .post("ops", POSTING)
                        .answer())
                .hasSizeLessThanOrEqualTo(Posted.LONGEST_ANSWER);
    }

    @Test
    void redirectToTheMetadataAddressIsNotFollowed() throws Exception {
        int port = answering("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://169.254.169.254/latest/meta-data/\r\n"
                + "Content-Length: 0\r\n\r\n");

        assertThat(failureAt(port)).isInstanceOf(NotTaken.class).hasMessage("webhook ops answered 307");
    }

    @Test
    void goneIsGone() throws Exception {
        int port = answering("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n");

        assertThat(failureAt(port)).isInstanceOf(SinkGone.class);
    }

    @Test
    void nameIsGuardedAtEveryConnectionSoThatItCannotBeBoundAgain() throws Exception {
        int port = answering(OK);
        AtomicInteger asked = new AtomicInteger();
        DnsResolver rebinding = new Mapped(InetAddress.getLoopbackAddress()) {
            @Override
            public InetAddress[] resolve(String host) {
                asked.incrementAndGet();
                return super.resolve(host);
            }
        };
        Webhooks guarded = webhooks("http://desk.example:" + port, false, rebinding);

        assertThatThrownBy(() -> guarded.post("ops", POSTING))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("127.0.0.1 is a loopback address");
        assertThatThrownBy(() -> guarded.post("ops", POSTING)).isInstanceOf(NotTaken.class);

        assertThat(asked).hasValue(2);
        assertThat(connections).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[::1]", "2130706433", "169.254.1.1", "[fe80::1]", "[::ffff:10.0.0.1]", "0.0.0.0", "10.1.2.3"})
    void addressesOfNeighboursAreRefusedHoweverTheyAreWritten(String host) throws Exception {
        Webhooks guarded = webhooks("http://" + host + ":80/", false, SystemDefaultDnsResolver.INSTANCE);

        assertThatThrownBy(() -> guarded.post("ops", POSTING))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("webhook.ops.allow-private=true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "2852039166",
                "[::ffff:169.254.169.254]",
                "[::ffff:a9fe:a9fe]",
                "[64:ff9b::a9fe:a9fe]",
                "[2002:a9fe:a9fe::]",
                "[fd00:ec2::254]",
                "168.63.129.16"
            })
    void metadataOfTheMachineIsRefusedEvenWherePrivateAddressesAreAllowed(String host) {
        for (boolean allowPrivate : new boolean[] {false, true}) {
            Webhooks guarded = webhooks("http://" + host + ":80/", allowPrivate, SystemDefaultDnsResolver.INSTANCE);

            assertThatThrownBy(() -> guarded.post("ops", POSTING))
                    .isInstanceOf(NotTaken.class)
                    .hasMessageContaining("is a cloud metadata address, and no setting allows that")
                    .hasMessageNotContaining("allow-private");
        }
    }

    @Test
    void nameThatLeadsToTheMetadataIsRefusedWherePrivateAddressesAreAllowed() throws Exception {
        Webhooks guarded =
                webhooks("http://inside.example/", true, new Mapped(InetAddress.getByName("169.254.169.254")));

        assertThatThrownBy(() -> guarded.post("ops", POSTING))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("is a cloud metadata address");
    }

    /** Every name leads to one address. */
    private static class Mapped implements DnsResolver {
        private final InetAddress address;

        Mapped(InetAddress address) {
            this.address = address;
        }

        @Override
        public InetAddress[] resolve(String host) {
            return new InetAddress[] {address};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private Throwable failureAt(int port) {
        Webhooks open = webhooks(port, true, SystemDefaultDnsResolver.INSTANCE);
        return catchThrowable(() -> open.post("ops", POSTING));
    }

    private Webhooks webhooks(int port, boolean allowPrivate, DnsResolver names) {
        return webhooks("http://127.0.0.1:" + port + "/hook", allowPrivate, names);
    }

    private Webhooks webhooks(String url, boolean allowPrivate, DnsResolver names) {
        webhooks = Optional.of(new Webhooks(
                List.of(new WebhookSettings(
                        "ops",
                        URI.create(url),
                        WebhookSettings.CLOUDEVENTS,
                        Map.of(),
                        List.of(),
                        List.of("*"),
                        Severity.INFO,
                        Map.of(),
                        allowPrivate,
                        Duration.ofMillis(400),
                        Duration.ofMillis(600))),
                Clock.systemUTC(),
                names));
        return webhooks.get();
    }

    private int answering(String answer) throws IOException {
        return serve((client, in, out) -> {
            readRequest(in);
            out.write(answer.getBytes(US_ASCII));
        });
    }

    private int serve(Behaviour behaviour) throws IOException {
        ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server = Optional.of(socket);
        Thread thread = new Thread(() -> {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    connections.incrementAndGet();
                    behaviour.towards(client, client.getInputStream(), client.getOutputStream());
                } catch (IOException theOtherHungUp) {
                    // As it may.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return socket.getLocalPort();
    }

    /** Head and body of a request whose body is two bytes long. */
    private static void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
        in.readNBytes(2);
    }

    private static void readOn(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // Until the client has had enough.
        }
    }

    private static void drip(OutputStream out, byte next) throws IOException {
        out.write(next);
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
}
