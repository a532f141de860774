package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.connectivity.LogLines;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A second request, hidden in the first: what a proxy before us may take for one must never be two here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
    private static final String HOST = "Host: 127.0.0.1|";
    private static final String HIDDEN = "GET /observe/health/live HTTP/1.1|" + HOST + "Connection: close||";
    private static final String POST =
            "POST /api/dead-letters/replay HTTP/1.1|" + HOST + "Content-Type: application/json|";
    private static final String BODY = "{\"all\":true}";

    @AutoClose
    private final LogLines log = LogLines.of(Answers.class);

    @AutoClose
    private final Served served = Served.start();

    @BeforeEach
    void forget() {
        served.engine.replayed.clear();
        log.lines().clear();
    }

    @AfterEach
    void nothingIsLogged() {
        assertThat(log.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4|Transfer-Encoding: chunked||0||",
                "Transfer-Encoding: chunked|Content-Length: 0||0||",
                "Transfer-Encoding: chunked|Content-Length: x||0||",
                "Transfer-Encoding: xchunked||0||",
                "Transfer-Encoding: chunked, identity||0||",
                "Transfer-Encoding: identity, chunked||0||",
                "Transfer-Encoding: gzip, chunked||0||",
                "Transfer-Encoding: chunked, chunked||0||",
                "Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
                "Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
                "Transfer-Encoding: identity||",
                "Transfer-Encoding: \"chunked\"||0||",
                "Transfer-Encoding: chunked;q=1||0||",
                "Transfer-Encoding:||0||",
                "Transfer-Encoding: ,chunked||0||",
                "Transfer-Encoding:\u000Bchunked||0||",
                "Transfer-Encoding : chunked||0||",
                "Transfer-Encoding\t: chunked||0||",
                "Transfer-Encoding|: chunked||0||",
                " Transfer-Encoding: chunked||0||",
                "X: a| Transfer-Encoding: chunked||0||",
                "X: a|\tb|Content-Length: 0||",
                "X: a\rTransfer-Encoding: chunked||0||",
                "X: a\nTransfer-Encoding: chunked||0||",
                "X: a\u0000b||",
                "X: a\u007Fb||",
                "X\u00E4: a||",
                "X(: a||",
                ": a||",
                "X||",
                "Content-Length: 2|Content-Length: 3||{}",
                "Content-Length: 2|Content-Length: 2||{}",
                "Content-Length: 2, 2||{}",
                "Content-Length: -2||{}",
                "Content-Length: +2||{}",
                "Content-Length: 2.0||{}",
                "Content-Length: 0x2||{}",
                "Content-Length: 2 2||{}",
                "Content-Length:||{}",
                "Content-Length: \u00B2||{}",
                "Content-Length: 99999999999999999999||{}",
                "Content-Length : 2||{}",
            })
    void headThatParsersReadDifferentlyIsRefusedAtOnce(String rest) throws IOException {
        assertThat(statuses(POST + rest + HIDDEN)).containsExactly(400);
        assertThat(statuses("GET /api/sinks HTTP/1.1|" + HOST + rest + HIDDEN)).containsExactly(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2;a|{}|0||",
                "2;a=b|{}|0||",
                "0;a=\"||",
                "2;\n|{}|0||",
                "2;a\r\r\n{}|0||",
                "2 |{}|0||",
                " 2|{}|0||",
                "2\t|{}|0||",
                "2\n{}|0||",
                "2\r{}|0||",
                "+2|{}|0||",
                "-2|{}|0||",
                "0x2|{}|0||",
                "|{}|0||",
                "g|{}|0||",
                "\u00B2|{}|0||",
                "80000000|{}|0||",
                "100000002|{}|0||",
                "ffffffffffffffff2|{}|0||",
                "000000002|{}|0||",
                "1|{}|0||",
                "2|{}0||",
                "2|{}\n0||",
                "2|{}\r0||",
                "2|{}|0\n\n",
                "0|X : a||",
                "0| X: a||",
                "0|X: a\n||",
                "0|X||",
            })
    void chunksThatParsersReadDifferentlyAreRefusedAtOnce(String chunks) throws IOException {
        assertThat(statuses(POST + "Transfer-Encoding: chunked||" + chunks + HIDDEN))
                .containsExactly(400);
        assertThat(served.engine.replayed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6|{\"all\"|6|:true}|0||", "C|{\"all\":true}|0||", "00c|{\"all\":true}|0|X: a|Y:||"})
    void chunksAsEverybodyWritesThemAreRead(String chunks) throws IOException {
        assertThat(statuses(POST + "Transfer-Encoding: Chunked||" + chunks + HIDDEN))
                .containsExactly(200, 200);
        assertThat(served.engine.replayed).hasSize(1);
    }

    @Test
    void requestsFollowOneAnother() throws IOException {
        String plain = POST + "Content-Length: " + BODY.length() + "||" + BODY;
        String chunked = POST + "Transfer-Encoding: chunked||c|" + BODY + "|0||";

        assertThat(statuses(plain + "|" + chunked + plain + HIDDEN)).containsExactly(200, 200, 200, 200);
        assertThat(served.engine.replayed).hasSize(3);
    }

    @Test
    void requestsBeforeTheFaultAreAnsweredAndNoneAfterIt() throws IOException {
        String plain = POST + "Content-Length: " + BODY.length() + "||" + BODY;

        assertThat(statuses(plain + "GET / HTTP/1.1\n\n" + plain + HIDDEN)).containsExactly(200, 400);
        assertThat(served.engine.replayed).hasSize(1);
    }

    @Test
    void nothingChangesWhereItArrivesByteByByte() throws IOException {
        String sound = POST + "Transfer-Encoding: chunked||c|" + BODY + "|0||";
        // Ends with the fault: what came after it could meet a connection that is closed already.
        String request = bytes(sound + POST + "Content-Length: 0|Transfer-Encoding: chunked||");
        try (Socket socket = new Socket("127.0.0.1", served.port())) {
            socket.setTcpNoDelay(true);
            for (byte b : request.getBytes(StandardCharsets.ISO_8859_1)) {
                socket.getOutputStream().write(b);
                socket.getOutputStream().flush();
            }
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(answers)
                    .containsPattern("(?s)^HTTP/1.1 200 .*HTTP/1.1 400 ")
                    .doesNotContain("UP");
        }
        assertThat(served.engine.replayed).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\n",
                "GET / HTTP/1.1\r",
                "GET  / HTTP/1.1|",
                "GET /  HTTP/1.1|",
                "GET\t/ HTTP/1.1|",
                "GET / HTTP/1.1 |",
                " GET / HTTP/1.1|",
                "||GET / HTTP/1.1|",
                "\nGET / HTTP/1.1|",
                "\u0000GET / HTTP/1.1|",
                "GET /|",
                "GET|",
                "GET / HTTP/1.2|",
                "GET / HTTP/0.9|",
                "GET / HTTP/2.0|",
                "GET / HTTP/11|",
                "GET / HTTP/1.10|",
                "GET / http/1.1|",
                "GET / XTTP/1.1|",
                "G(T / HTTP/1.1|",
                "GET /\u00FC HTTP/1.1|",
                "GET /\u0001 HTTP/1.1|",
                "GET x HTTP/1.1|",
                "GET ?x HTTP/1.1|",
                "GET * HTTP/1.1|",
                "GET ftp://127.0.0.1/ HTTP/1.1|",
                "GET http:// HTTP/1.1|",
                "GET http:/127.0.0.1/ HTTP/1.1|",
                "GET http://evil.example/api/sinks HTTP/1.1|",
                "GET http://a@127.0.0.1/ HTTP/1.1|",
                "GET http://127.0.0.1:99:80/ HTTP/1.1|",
                "GET http://127.0.0.1:81/ HTTP/1.1|",
                "CONNECT 127.0.0.1:80 HTTP/1.1|",
                "PRI * HTTP/2.0||SM||",
            })
    void lineThatIsNoRequestIsRefusedAtOnce(String line) throws IOException {
        assertThat(statuses(line + HOST + "|" + HIDDEN)).containsExactly(400);
    }

    @ParameterizedTest
    @CsvSource({
        "GET http://127.0.0.1/api/sinks HTTP/1.1, 200",
        "GET HTTP://127.0.0.1/api/sinks?limit=x HTTP/1.1, 400",
        "GET http://127.0.0.1 HTTP/1.1, 200",
        "GET http://127.0.0.1?x HTTP/1.1, 200",
        "OPTIONS * HTTP/1.1, 404",
        "GET / HTTP/1.0, 200",
        "TRACE / HTTP/1.1, 404",
        "FOO /api/sinks HTTP/1.1, 405"
    })
    void addressMayNameItsHost(String line, int status) throws IOException {
        assertThat(statuses(line + "|" + HOST + "Connection: keep-alive||" + HIDDEN))
                .containsExactly(status, 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1:99:80|",
                "Host:|",
                "Host: |",
                "",
                "Host: 127.0.0.1|Host: 127.0.0.1|",
                "Host: 127.0.0.1|Host: evil.example|",
                "Host: a@127.0.0.1|",
                "Host: 127.0.0.1:|",
                "Host: 127.0.0.1:x|",
                "Host: 127.0.0.1:-1|",
                "Host: 127.0.0.1:65536|",
                "Host: 127.0.0.1:000080|",
                "Host: [::1|",
                "Host: ::1|",
                "Host: [::1]x|",
                "Host: [:::1]|",
                "Host: [fe80::1%25eth0]|",
                "Host: [v1.x]|",
                "Host: 127.0.0.1/x|",
                "Host: http://127.0.0.1|",
                "Host: %6cocalhost|",
                "Host: localhost, evil.example|",
                "Host: local host|",
                "Host: 127.0.0.1\u00FC|",
                "Host: 127.0.0.1?|",
                "Host: 127.0.0.1#|",
                "Host: 127.0.0.1\\|",
                "Host: 127.0.0.1\u0001|",
                "Host : 127.0.0.1|",
                "Host: 127.0.0.1| .evil.example|",
            })
    void hostThatIsNoneIsRefusedAtOnce(String host) throws IOException {
        assertThat(statuses("GET /api/sinks HTTP/1.1|" + host + "|" + HIDDEN)).containsExactly(400);
    }

    @Test
    void hostIsNoLongerThanNamesMayBe() throws IOException {
        assertThat(statuses("GET /api/sinks HTTP/1.1|Host: " + "x".repeat(256) + "||" + HIDDEN))
                .containsExactly(400);
        assertThat(statuses("GET /api/sinks HTTP/1.1|Host: " + "x".repeat(255) + "||" + HIDDEN))
                .containsExactly(421, 200);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 200",
        "127.0.0.1:1, 200",
        "LOCALHOST:8080, 200",
        "[::1], 200",
        "[::1]:80, 200",
        "localhost., 421",
        "_x_, 421",
        "127.1, 421",
        "0.0.0.0, 421",
        "[::ffff:127.0.0.1], 421",
    })
    void hostThatIsOneIsOursOrNot(String host, int status) throws IOException {
        assertThat(statuses("GET /api/sinks HTTP/1.1|Host: " + host + "||" + HIDDEN))
                .containsExactly(status, 200);
    }

    @Test
    void draftOfWebSocketHasNoHiddenBody() throws IOException {
        String upgrade = "GET / HTTP/1.1|" + HOST + "Upgrade: websocket|Connection: Upgrade|"
                + "Sec-WebSocket-Key1: 1|Sec-WebSocket-Key2: 2||";

        assertThat(statuses(upgrade + "GET / HT" + HIDDEN)).containsExactly(400);
    }

    @Test
    void oldClientsNeedNoHost() throws IOException {
        assertThat(statuses("GET / HTTP/1.0||")).containsExactly(421);
        assertThat(statuses("GET / HTTP/1.0|" + HOST + "Transfer-Encoding: chunked||0||" + HIDDEN))
                .containsExactly(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 12||{", "Transfer-Encoding: chunked||c|{", "Content-Le", ""})
    void callerThatHangsUpInARequestIsNoFaultOfOurs(String rest) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", served.port())) {
            socket.getOutputStream().write(bytes(POST + rest).getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(statuses(HIDDEN)).containsExactly(200);
    }

    private List<Integer> statuses(String requests) throws IOException {
        return RawRequests.statuses(served.port(), bytes(requests));
    }

    private static String bytes(String lines) {
        return lines.replace("|", "\r\n");
    }
}
