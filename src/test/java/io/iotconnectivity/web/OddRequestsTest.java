package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.connectivity.LogLines;
import io.iotconnectivity.event.Verdict;
import io.vertx.core.impl.ContextImpl;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** No request causes an internal error or floods the log. */
class OddRequestsTest {
    private static final int REQUESTS = 700;
    private static final List<String> METHODS = List.of("GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "X");
    private static final List<String> PATHS = List.of(
            "/",
            "/api/summary",
            "/api/history",
            "/api/devices",
            "/api/devices/a",
            "/api/devices/a/events",
            "/api/devices/a/explain",
            "/api/incidents",
            "/api/incidents/i",
            "/api/incidents/i/sent",
            "/api/silences",
            "/api/silences/s",
            "/api/dead-letters",
            "/api/dead-letters/1",
            "/api/dead-letters/replay",
            "/api/fleet",
            "/api/sinks",
            "/api/sinks/mine",
            "/api/sinks/mine/test",
            "/api/sinks/mine/enable",
            "/api/account-check",
            "/api/openapi.yaml",
            "/observe/health",
            "/observe/health/live",
            "/observe/health/ready",
            "/observe/metrics",
            "/web/app.css",
            "/monitor/",
            "/monitor/api/devices");
    private static final List<String> PARAMETERS = List.of(
            "limit",
            "after",
            "q",
            "state",
            "reason",
            "group",
            "sort",
            "slow",
            "hours",
            "status",
            "kind",
            "sink",
            "olderThan",
            "newerThan",
            "from",
            "until",
            "query",
            "stats",
            "id",
            "");
    private static final List<String> HEADERS = List.of(
            "Accept",
            "Accept-Encoding",
            "Authorization",
            "Content-Encoding",
            "Content-Type",
            "Cookie",
            "Expect",
            "Forwarded",
            "If-Modified-Since",
            "If-None-Match",
            "Last-Event-ID",
            "Origin",
            "Range",
            "Sec-Fetch-Site",
            "Sec-Fetch-Mode",
            "TE",
            "Trailer",
            "Upgrade",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Proto",
            "X-Http-Method-Override");
    private static final List<String> WORDS = List.of(
            "",
            "%",
            "%zz",
            "%00",
            "%ff%fe",
            "%2e%2e%2f",
            "..",
            "a;b=c",
            "-1",
            "0",
            "9223372036854775808",
            "NaN",
            "2026-11-23T14:02:41Z",
            "-999999999-01-01T00:00:00Z",
            "PT99999999999999H",
            "99999999999d",
            "null",
            "true",
            "[]",
            "{}",
            "\"",
            "'",
            "*",
            ".*",
            "(?:",
            "W/\"x",
            "application/json",
            "application/json;charset=\"",
            "gzip;q=x,,;;",
            "identity;q=0, *;q=0",
            "websocket",
            "h2c",
            "100-continue",
            "bytes=-1,5-2",
            "Bearer s3cret",
            "Bearer",
            "Basic \u00FF",
            "fe80::1%eth0, 127.0.0.1",
            "[::1",
            "a:b:c",
            "for=\"[::",
            "https://ops.example.com",
            "cross-site",
            "navigate",
            "\u00E4\u00F6",
            "x".repeat(200),
            "x".repeat(3_000));
    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "[]",
            "7",
            "\"\u00FF",
            "{\"all\":true}",
            "{\"all\":1e999}",
            "{\"id\":-1}",
            "{\"id\":99999999999999999999}",
            "{\"clients\":\"(?:\",\"for\":\"1h\",\"author\":\"a\",\"comment\":\"c\"}",
            "{\"clients\":\"a\",\"for\":\"99999999999d\",\"author\":\"a\",\"comment\":\"c\"}",
            "{\"clients\":\"a\",\"until\":\"+999999999-12-31T23:59:59Z\",\"author\":\"a\",\"comment\":\"c\"}",
            "{\"group\":{},\"for\":[]}",
            "{\"a\":" + "[".repeat(2_000),
            "\u00EF\u00BB\u00BF{}");

    private final Random random = new Random(11);

    @AutoClose
    private final LogLines log = LogLines.of(Answers.class);

    @AutoClose
    private final LogLines logOfRouter = LogLines.of(RoutingContext.class);

    @AutoClose
    private final LogLines logOfServer = LogLines.of(ContextImpl.class);

    @AutoClose
    private final Served served = Served.behind("https://ops.example.com/monitor/", Optional.empty(), 1_000_000);

    @Test
    void noneIsAFaultOfOurs() throws IOException {
        served.engine.listed.devices.add(Served.device("a", Verdict.OFFLINE));
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            String request = request();
            List<Integer> statuses = RawRequests.statuses(served.port(), request);
            if (statuses.size() != 1 || statuses.get(0) < 200 || statuses.get(0) >= 500) {
                faults.add(statuses + " " + request);
            }
        }

        assertThat(faults).isEmpty();
        assertThat(log.lines()).isEmpty();
        assertThat(logOfRouter.lines()).isEmpty();
        assertThat(logOfServer.lines()).isEmpty();
    }

    @Test
    void trailersWithoutEndAreNoneEither() throws IOException {
        String request = "POST /api/silences HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n" + "X: y\r\n".repeat(20_000);

        assertThat(RawRequests.statuses(served.port(), request)).containsExactly(431);
        assertThat(log.lines()).isEmpty();
    }

    private String request() {
        String body = oneOf(BODIES);
        StringBuilder request = new StringBuilder(oneOf(METHODS)).append(' ').append(target());
        request.append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        if (random.nextBoolean()) {
            request.append("Content-Type: application/json\r\n");
        }
        for (int headers = random.nextInt(4); headers > 0; headers--) {
            request.append(oneOf(HEADERS)).append(": ").append(oneOf(WORDS)).append("\r\n");
        }
        if (random.nextInt(4) > 0) {
            request.append("Content-Length: ").append(body.length()).append("\r\n\r\n");
            return request.append(body).toString();
        }
        String size = Integer.toHexString(body.length());
        return request.append("Transfer-Encoding: chunked\r\n\r\n")
                .append(body.isEmpty() ? "" : size + "\r\n" + body + "\r\n")
                .append("0\r\n\r\n")
                .toString();
    }

    private String target() {
        StringBuilder target = new StringBuilder(oneOf(PATHS));
        if (random.nextInt(3) == 0) {
            target.append(random.nextBoolean() ? "/" : "").append(ascii(oneOf(WORDS)));
        }
        for (int parameters = random.nextInt(4); parameters > 0; parameters--) {
            target.append(target.indexOf("?") < 0 ? "?" : "&").append(oneOf(PARAMETERS));
            target.append(random.nextInt(8) == 0 ? "" : "=").append(ascii(oneOf(WORDS)));
        }
        return target.toString();
    }

    private static String ascii(String word) {
        return word.replaceAll("[^!-~]", "+");
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
