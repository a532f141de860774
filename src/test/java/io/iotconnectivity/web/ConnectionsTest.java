package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.event.SampleEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String LARGEST = "/web/vendor/uPlot.esm.js";
    /** More responses of this size than the kernel buffers for a client that does not read. */
    private static final int TAKEN_BY_KERNEL = 10;

    private Served served;
    private final List<RawCaller> callers = new ArrayList<>();

    @AfterEach
    void stop() {
        callers.forEach(RawCaller::close);
        served.close();
    }

    private RawCaller call() {
        RawCaller caller = RawCaller.to(served.port());
        callers.add(caller);
        return caller;
    }

    private RawCaller asks(String request) {
        RawCaller caller = call();
        caller.send(request);
        return caller;
    }

    private void assertLives() throws Exception {
        assertThat(served.get(Gate.LIVE).statusCode()).isEqualTo(200);
    }

    private double ended(ConnectionEnd why) {
        return served.meters
                .get("iotc.http.connections.ended")
                .tag("reason", why.word())
                .counter()
                .count();
    }

    private double open() {
        return served.meters.get("iotc.http.connections").gauge().value();
    }

    private double answered() {
        return served.meters
                .get("iotc.http.requests")
                .tag("status", "2xx")
                .counter()
                .count();
    }

    private static ConnectionLimits few(int inAll, int ofAddress) {
        return limits(inAll, ofAddress, LONG, LONG, LONG, LONG);
    }

    private static ConnectionLimits within(Duration head, Duration body, Duration taken, Duration idle) {
        return limits(100, 100, head, body, taken, idle);
    }

    private static ConnectionLimits limits(
            int inAll, int ofAddress, Duration head, Duration body, Duration taken, Duration idle) {
        return new ConnectionLimits(inAll, ofAddress, 2, 100, 100_000, 32_000_000, head, body, taken, idle);
    }

    @Test
    void nextRequestIsAnsweredOnlyWhenTheAnswerBeforeHasBeenTaken() throws Exception {
        served = Served.start();
        for (int i = 0; i < 4; i++) {
            asks(RawCaller.get(LARGEST, "Accept-Encoding: gzip").repeat(40));
        }

        await().until(() -> answered() >= 4);
        for (int i = 0; i < 10; i++) {
            assertLives();
        }

        assertThat(answered()).isLessThan(4 * TAKEN_BY_KERNEL + 10);
    }

    @Test
    void whatIsHeldIsAnsweredAsItIsRead() {
        served = Served.start();
        RawCaller caller = asks(RawCaller.get(LARGEST).repeat(20) + RawCaller.get("/", "Connection: close"));

        String all = caller.readAll();

        assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(22);
        assertThat(all).endsWith("</html>\n");
    }

    @Test
    void requestsWithBodiesThatAreSentAheadKeepTheirBodies() {
        served = Served.start();
        String silence = "{\"clients\":\"pump\",\"for\":\"2h\",\"author\":\"anna\",\"comment\":\"no %d\"}";
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            String body = silence.replace("%d", Integer.toString(i));
            requests.append("POST /api/silences HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        }
        RawCaller caller = asks(requests + RawCaller.get("/", "Connection: close"));

        assertThat(caller.readAll().split("HTTP/1.1 20", -1)).hasSize(11);
        assertThat(served.engine.listed.silences)
                .extracting(set -> set.comment())
                .containsExactly("no 0", "no 1", "no 2", "no 3", "no 4", "no 5", "no 6", "no 7", "no 8");
    }

    @Test
    void whoSendsTooManyRequestsAheadIsCutOff() throws Exception {
        served = Served.start();
        RawCaller caller = asks("GET / HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n".repeat(1000));

        assertThat(caller.readAll().split("HTTP/1.0 200", -1).length).isLessThan(100);
        assertThat(ended(ConnectionEnd.AHEAD)).isEqualTo(1);
        assertLives();
    }

    @Test
    void answersThatWaitTakeABoundedPlaceInAll() throws Exception {
        served = Served.within(new ConnectionLimits(100, 100, 2, 100, 100_000, 500_000, LONG, LONG, LONG, LONG));
        for (int i = 0; i < 20; i++) {
            asks(RawCaller.get(LARGEST).repeat(TAKEN_BY_KERNEL));
        }

        await().until(() -> ended(ConnectionEnd.UNREAD) > 0);
        assertLives();
    }

    @Test
    void thousandsOfConnectionsThatSayNothingKeepNobodyOut() throws Exception {
        served = Served.start();
        for (int i = 0; i < 1000; i++) {
            asks("GET / HTTP/1.1\r\nHost: 127");
            if (i % 100 == 99) {
                assertLives();
            }
        }

        await().until(() -> ended(ConnectionEnd.REPLACED) >= 900);
        assertThat(open()).isLessThanOrEqualTo(100);
        assertThat(served.get("/api/summary").statusCode()).isEqualTo(200);
    }

    @Test
    void theOneThatNeverAskedGoesBeforeThoseThatDid() {
        served = Served.within(few(100, 2));
        RawCaller known = asks(RawCaller.get("/icon"));
        known.readUntil("\r\n\r\n");
        RawCaller silent = call();
        RawCaller next = asks(RawCaller.get("/"));

        assertThat(silent.readAll()).isEmpty();
        assertThat(next.readUntil("</html>")).contains("200 OK");
        known.send(RawCaller.get("/"));
        assertThat(known.readUntil("</html>")).contains("200 OK");
    }

    @Test
    void whileAllAreAtWorkTheNewestIsRefusedAndLiveIsAnswered() {
        served = Served.within(few(100, 3));
        List<RawCaller> streams = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawCaller stream = asks(RawCaller.get("/api/stream"));
            stream.readUntil("hello");
            streams.add(stream);
        }

        assertThat(asks(RawCaller.get("/api/summary?x=" + Gate.LIVE)).readAll())
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("retry-after: 1");
        assertThat(asks(RawCaller.get(Gate.LIVE)).readAll())
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("connection: close");
        assertThat(ended(ConnectionEnd.REFUSED)).isEqualTo(1);
        assertThat(ended(ConnectionEnd.REPLACED)).isZero();
        served.engine.listed.logs(SampleEvents.offline("pump-7").event(), true);
        streams.forEach(stream -> assertThat(stream.readUntil("event: change")).contains("change"));
    }

    @Test
    void noMoreThanAFewWaitToBeRefused() {
        served = Served.within(few(100, 1));
        RawCaller stream = asks(RawCaller.get("/api/stream"));
        stream.readUntil("hello");
        for (int i = 0; i < 50; i++) {
            call();
        }

        assertThat(asks(RawCaller.get(Gate.LIVE)).readAll()).startsWith("HTTP/1.1 200 ");
        assertThat(open()).isLessThanOrEqualTo(3);
    }

    @Test
    void proxyThatIsTrustedHasAsManyAsThereAre() {
        served = Served.behindProxyWithin(few(4, 1));
        for (int i = 0; i < 4; i++) {
            asks(RawCaller.get("/api/stream")).readUntil("hello");
        }

        assertThat(asks(RawCaller.get("/api/summary")).readAll()).startsWith("HTTP/1.1 503 ");
        assertThat(ended(ConnectionEnd.REPLACED)).isZero();
    }

    @Test
    void headThatComesByteByByteIsNotWaitedFor() throws Exception {
        served = Served.within(within(SHORT, LONG, LONG, LONG));
        RawCaller stream = asks(RawCaller.get("/api/stream"));
        stream.readUntil("hello");
        RawCaller slow = asks("GET / HTTP/1.1\r\nX: ");

        await().until(() -> !slow.send("x"));

        assertThat(ended(ConnectionEnd.HEAD)).isGreaterThanOrEqualTo(1);
        served.engine.listed.logs(SampleEvents.offline("pump-7").event(), true);
        assertThat(stream.readUntil("event: change")).contains("change");
    }

    @Test
    void laterHeadThatComesByteByByteIsNotWaitedFor() {
        served = Served.within(within(LONG, LONG, LONG, SHORT));
        RawCaller slow = asks(RawCaller.get("/"));
        slow.readUntil("</html>\n");

        await().until(() -> !slow.send("x"));

        assertThat(ended(ConnectionEnd.IDLE)).isEqualTo(1);
    }

    @Test
    void bodyThatComesByteByByteIsNotWaitedFor() {
        served = Served.within(within(LONG, SHORT, LONG, LONG));
        RawCaller slow = asks("POST /api/silences HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: 60000\r\n\r\n");

        await().until(() -> !slow.send("x"));

        assertThat(ended(ConnectionEnd.BODY)).isEqualTo(1);
    }

    @Test
    void bodyWithoutEndIsNotRead() {
        served = Served.start();
        RawCaller endless = asks("GET /api/summary HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");

        await().until(() -> !endless.send("10000\r\n" + "x".repeat(0x10000) + "\r\n"));

        assertThat(ended(ConnectionEnd.BODY)).isEqualTo(1);
    }

    @Test
    void whoDoesNotReadIsNotWaitedFor() throws Exception {
        served = Served.within(within(LONG, LONG, SHORT, LONG));
        asks(RawCaller.get(LARGEST).repeat(TAKEN_BY_KERNEL));

        await().until(() -> ended(ConnectionEnd.UNREAD) == 1);
        assertLives();
    }
}
