package io.iotconnectivity.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices and callers send to write into the log in our name, or to exhaust a parser. */
class HostileInputIT {
    /** Clears a terminal, sets its title, and begins a line of its own. */
    private static final String FORGED =
            "\u001b[2J\u001b]0;owned\u0007\r\nforged line\u2028forged line\u0085forged line\u202e";

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069&&[^\n\t]]");
    private static final int UNREADABLE = 8;

    @TempDir
    private Path directory;

    @Test
    void logHoldsNothingThatWasSmuggledIntoItAndNoDepthIsTooDeep() throws Exception {
        try (UnderAttack attack = UnderAttack.start(directory, setup -> setup)) {
            PresenceFeed feed = new PresenceFeed(attack.broker());
            feed.happens("connected", "mallory" + FORGED, 1);
            feed.happens("disconnected", "mallory" + FORGED, 2);
            for (String topic : List.of("$aws/events/presence/connected/x", "lwt/mallory")) {
                attack.broker().publish(topic, "no JSON" + FORGED + "{");
                attack.broker().publish(topic, "{\"clientId\":".repeat(8_000));
                attack.broker().publish(topic, "[".repeat(100_000) + "]".repeat(20_000));
                attack.broker().publish(topic, "{\"" + "\\u001b[2J\\r\\nforged".repeat(500) + "\":1,\"clientId\":[[[");
            }
            URI address = attack.product().address();
            for (String request : List.of(
                    "GET /api/devices/%1b%5b2J%0d%0aforged%20line HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                    "GET /\u001b[2J HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                    "GET /api/summary HTTP/1.1\r\nHost: \u001b[2J\r\n\r\n",
                    "GET /api/summary HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \u001b[2J\r\n\r\n",
                    "\u001b[2J\r\nforged line\r\n\r\n")) {
                send(address, request);
            }

            await("what cannot be read to be kept")
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            attack.product().output().split("cannot be read and is kept", -1).length > UNREADABLE / 2);
            attack.stillTells("device-7");
            assertThat(attack.product().output())
                    .doesNotContainPattern(CONTROL)
                    .doesNotContainPattern("(?m)^forged line");
        }
    }

    private static void send(URI address, String request) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readNBytes(1 << 16);
        }
    }
}
