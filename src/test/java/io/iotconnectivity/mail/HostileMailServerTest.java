package io.iotconnectivity.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A mail server that never ends to answer. */
class HostileMailServerTest {
    /** The rest lies in the buffers of the two sockets. */
    private static final long IN_SOCKETS = 8L << 20;
    /** What a client that takes on and on is worth. */
    private static final long ENOUGH = 256L << 20;

    private final AtomicLong taken = new AtomicLong();

    @AutoClose
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

    HostileMailServerTest() throws IOException {}

    @ParameterizedTest
    @CsvSource({"'220 ', x", "'', '220-and so on\r\n'", "'220 at your service\r\n', '250-and so on\r\n'", "'', '\r\n'"})
    void answerWithoutEndIsNotReadOn(String begin, String again) {
        serve(out -> {
            write(out, begin);
            while (taken.get() < ENOUGH) {
                write(out, again.repeat(16_384 / again.length()));
            }
        });

        assertThat(server(MailSettings.Security.NONE, Duration.ofSeconds(20)).trouble())
                .isPresent();
        assertThat(taken.get()).isLessThan(IN_SOCKETS);
    }

    /** TLS reads on what it cannot understand, to empty the connection before it closes it. */
    @ParameterizedTest
    @EnumSource(MailSettings.Security.class)
    void whatIsNoTlsIsNotReadOnEither(MailSettings.Security security) {
        serve(out -> {
            while (taken.get() < ENOUGH) {
                write(out, "220-and so on".repeat(1_000));
            }
        });

        assertThat(server(security, Duration.ofSeconds(20)).trouble()).isPresent();
        assertThat(taken.get()).isLessThan(IN_SOCKETS);
    }

    @Test
    void answerOfManyBlanksIsCutBeforeItIsTidiedUp() {
        serve(out -> {
            write(out, "554 " + " ".repeat(20_000) + "x\r\n");
            LockSupport.parkNanos(1_000_000_000);
        });

        assertThat(server(MailSettings.Security.NONE, Duration.ofSeconds(60)).trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).hasSizeLessThan(2_000));
    }

    @Test
    void answerThatDripsIsNotWaitedFor() {
        serve(out -> {
            while (taken.get() < ENOUGH) {
                write(out, "2");
                LockSupport.parkNanos(20_000_000);
            }
        });

        assertThat(server(MailSettings.Security.NONE, Duration.ofMillis(300)).trouble())
                .hasValueSatisfying(
                        trouble -> assertThat(trouble).containsAnyOf("takes too long about one mail", "timed out"));
    }

    @Test
    void tlsThatDripsIsNotWaitedFor() {
        serve(out -> {
            // A record of a handshake that has 16 KiB.
            out.write(new byte[] {22, 3, 3, 64, 0});
            while (taken.get() < ENOUGH) {
                write(out, "x");
                LockSupport.parkNanos(20_000_000);
            }
        });

        assertThat(server(MailSettings.Security.TLS, Duration.ofMillis(300)).trouble())
                .isPresent();
    }

    private interface Answer {
        void write(OutputStream out) throws IOException;
    }

    private void serve(Answer answer) {
        Thread serving = new Thread(() -> {
            try (Socket client = socket.accept()) {
                answer.write(client.getOutputStream());
            } catch (IOException theOtherHungUp) {
                // As it should.
            }
        });
        serving.setDaemon(true);
        serving.start();
    }

    private void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(US_ASCII));
        taken.addAndGet(text.length());
    }

    private MailServer server(MailSettings.Security security, Duration longest) {
        return new MailServer(
                new MailSettings(
                        "localhost",
                        socket.getLocalPort(),
                        security,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        MailSettings.addresses("monitor@example.com").get(0),
                        MailSettings.addresses("ops@example.com")),
                longest);
    }
}
