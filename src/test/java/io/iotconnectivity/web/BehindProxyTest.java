package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.Verdict;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reverse proxy, a load balancer or an ingress stands before the HTTP interface. */
class BehindProxyTest {
    private static final String SITE = "https://ops.example.com";

    @AutoClose
    private final Served served = Served.behind(SITE + "/monitor/", Optional.empty(), 100_000);

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/devices", "/api/devices/a%2Fb%20c", "/web/app.css", "/observe/health/live"})
    void pathIsUnderstoodWithItsBaseAndWithout(String path) throws Exception {
        served.engine.listed.devices.add(Served.device("a/b c", Verdict.ONLINE));

        assertThat(served.get(path).statusCode()).isEqualTo(200);
        assertThat(served.get("/monitor" + path).statusCode()).isEqualTo(200);
        assertThat(served.get("/monitor" + path).body())
                .isEqualTo(served.get(path).body());
        assertThat(served.get("/other" + path).statusCode()).isEqualTo(404);
    }

    @Test
    void queryGoesAlongWithTheBase() throws Exception {
        assertThat(Served.json(served.get("/monitor/api/devices?sort=colour"))
                        .get("field")
                        .asText())
                .isEqualTo("sort");
    }

    @Test
    void baseWithoutItsSlashLeadsToThePage() throws Exception {
        HttpResponse<String> answer = served.get("/monitor");

        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(answer.headers().firstValue("Location")).contains("/monitor/");
    }

    @Test
    void pageHasNoAbsoluteLinks() throws Exception {
        assertThat(served.get("/").body()).doesNotContainPattern("(href|src)=\"/");
    }

    @ParameterizedTest
    @CsvSource({
        "ops.example.com, 200",
        "ops.example.com:443, 200",
        "OPS.example.com, 200",
        "127.0.0.1:8080, 200",
        "evil.example.com, 421",
        "ops.example.com.evil.example, 421"
    })
    void nameOfTheSiteIsOneOfOurs(String host, int status) throws Exception {
        assertThat(raw("GET /api/devices HTTP/1.1", "Host: " + host)).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "https://ops.example.com, 127.0.0.1:8080, 201",
        "https://ops.example.com, ops.example.com, 201",
        "http://ops.example.com, 127.0.0.1:8080, 403",
        "https://ops.example.com:8443, 127.0.0.1:8080, 403",
        "https://evil.example.com, 127.0.0.1:8080, 403",
        "null, 127.0.0.1:8080, 403"
    })
    void pagesOfTheSiteMayChangeSomethingWhateverHostTheProxyNames(String origin, String host, int status)
            throws Exception {
        String body = "{\"clients\":\"a\",\"for\":\"1h\",\"author\":\"anna\",\"comment\":\"moved\"}";

        assertThat(raw(
                        "POST /api/silences HTTP/1.1",
                        "Host: " + host,
                        "Origin: " + origin,
                        "Sec-Fetch-Site: same-origin",
                        "Content-Type: application/json",
                        "Content-Length: " + body.length(),
                        "",
                        body))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void eachClientOfATrustedProxyHasALimitOfItsOwn() throws Exception {
        try (Served limited = Served.behind(SITE, Optional.empty(), 5)) {
            assertThat(statuses(limited, "198.51.100.7")).contains(429);
            assertThat(statusOf(limited, "198.51.100.8")).isEqualTo(200);
            assertThat(statusOf(limited, "2001:db8::1")).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "198.51.100.7; 203.0.113.9, 198.51.100.7",
                "198.51.100.7; 198.51.100.7, 10.1.2.3",
                "198.51.100.7; 198.51.100.7:51234",
                "198.51.100.7; 203.0.113.9,198.51.100.7 , fd00::1",
                "2001:db8::1; [2001:db8::1]:443",
                "10.0.0.1; nonsense",
                "10.0.0.1; 198.51.100.7, unknown",
                "10.0.0.1; ''",
                "10.9.9.9; 10.9.9.9",
                "10.0.0.1; fe80::1%eth0",
                "10.0.0.1; [fd00::1%1]:80"
            })
    void whatStandsBeforeTheLastUntrustedAddressMayBeMadeUp(String client, String forwardedFor) {
        TrustedProxies proxies = TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8"));

        assertThat(proxies.client("10.0.0.1", List.of(forwardedFor))).isEqualTo(client);
        assertThat(proxies.client("192.0.2.1", List.of(forwardedFor))).isEqualTo("192.0.2.1");
    }

    @Test
    void whoIsNotAProxySpeaksForNobody() throws Exception {
        try (Served limited = Served.limitedTo(5)) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 100 && !statuses.contains(429); i++) {
                statuses.add(statusOf(limited, "198.51.100." + i));
            }
            assertThat(statuses).contains(429);
        }
    }

    @Test
    void probesNeedNoTokenAndAreToldNoDetail() throws Exception {
        try (Served guarded = Served.guardedBy("s3cr3t")) {
            for (String probe : probesOfTheManifest()) {
                HttpResponse<String> answer = guarded.get(probe);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(Served.json(answer).get("checks")).isEmpty();
            }
            HttpRequest.Builder asked =
                    guarded.request("/observe/health/ready").header("Authorization", "Bearer s3cr3t");
            assertThat(Served.json(Served.send(asked)).get("checks")).isNotEmpty();
            assertThat(guarded.get("/observe/health").statusCode()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ops.example.com",
                "ftp://ops.example.com",
                "https://",
                "https://ops.example.com/a b",
                "https://ops.example.com/?q=1",
                "https://ops.example.com/#/",
                "https://anna@ops.example.com/",
                "https://ops.example.com/a/../b",
                "https://ops.example.com//a"
            })
    void addressThatNobodyCouldAskForIsRefused(String text) {
        assertThatThrownBy(() -> PublicUrl.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://ops.example.com/monitor/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/", "10.0.0", "fd00::/129", "*", "10.0.0.0/-1"})
    void proxyWithoutAnAddressIsRefused(String text) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    private static List<String> probesOfTheManifest() throws IOException {
        List<String> probes = Pattern.compile("(?m)^ *httpGet: \\{path: ([^,]+),")
                .matcher(Files.readString(Path.of("deploy/kubernetes.yaml")))
                .results()
                .map(probe -> probe.group(1))
                .toList();
        assertThat(probes).contains("/observe/health/live", "/observe/health/ready");
        return probes;
    }

    private static List<Integer> statuses(Served served, String forwardedFor) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 100 && !statuses.contains(429); i++) {
            statuses.add(statusOf(served, forwardedFor));
        }
        return statuses;
    }

    private static int statusOf(Served served, String forwardedFor) throws Exception {
        return Served.send(served.request("/api/devices").header("X-Forwarded-For", forwardedFor))
                .statusCode();
    }

    private String raw(String... lines) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", served.port())) {
            String request = String.join("\r\n", lines).replaceFirst("HTTP/1.1", "HTTP/1.1\r\nConnection: close");
            String ending = request.contains("Content-Length") ? "" : "\r\n\r\n";
            socket.getOutputStream().write((request + ending).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
