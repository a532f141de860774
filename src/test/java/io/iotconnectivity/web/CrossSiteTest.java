package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What another site's page can do through a browser that reaches us. The headers are those that browsers send. */
class CrossSiteTest {
    private static final List<String> READS = List.of(
            "/api/summary",
            "/api/devices",
            "/api/stream",
            "/api/fleet",
            "/api/openapi.yaml",
            "/observe/health",
            "/observe/health/live",
            "/observe/health/ready",
            "/observe/metrics",
            "/web/js/main.js",
            "/web/app.css",
            "/");

    @AutoClose
    private final Served served = Served.start();

    /** An image, a script, fetch in both modes, a frame, a stream of events, a WebSocket, a prefetch, an object. */
    @ParameterizedTest
    @CsvSource({
        "cross-site, no-cors, image",
        "cross-site, no-cors, script",
        "cross-site, no-cors, style",
        "cross-site, no-cors, empty",
        "cross-site, no-cors, object",
        "cross-site, cors, empty",
        "same-site, cors, empty",
        "same-site, no-cors, image",
        "cross-site, cors, script",
        "cross-site, navigate, iframe",
        "cross-site, nested-navigate, document",
        "cross-site, navigate, object",
        "cross-site, websocket, websocket",
        "cross-site, '', ''",
        "something-new, no-cors, image",
        "'same-origin, cross-site', cors, empty",
    })
    void pageOfAnotherSiteHasNothingAsked(String site, String mode, String destination) throws Exception {
        for (String path : READS) {
            assertThat(status(
                            served,
                            path,
                            "Sec-Fetch-Site",
                            site,
                            "Sec-Fetch-Mode",
                            mode,
                            "Sec-Fetch-Dest",
                            destination))
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(served.engine.listed.asked).isNullOrEmpty();
    }

    @Test
    void linkLeadsToTheDashboardAndToNothingElse() throws Exception {
        for (String path : READS) {
            assertThat(status(
                            served,
                            path,
                            "Sec-Fetch-Site",
                            "cross-site",
                            "Sec-Fetch-Mode",
                            "navigate",
                            "Sec-Fetch-Dest",
                            "document",
                            "Sec-Fetch-User",
                            "?1"))
                    .as(path)
                    .isEqualTo(path.equals("/") || path.startsWith("/web/") ? 200 : 403);
        }
    }

    @ParameterizedTest
    @CsvSource({"none, navigate, document", "same-origin, cors, empty", "same-origin, no-cors, script"})
    void ownPageAndTypedAddressesAreAnswered(String site, String mode, String destination) throws Exception {
        for (String path : List.of("/", "/web/app.css", "/api/summary", "/observe/health", "/observe/metrics")) {
            assertThat(status(
                            served,
                            path,
                            "Sec-Fetch-Site",
                            site,
                            "Sec-Fetch-Mode",
                            mode,
                            "Sec-Fetch-Dest",
                            destination))
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void whoeverIsNoBrowserIsAnswered() throws Exception {
        assertThat(served.get("/api/summary").statusCode()).isEqualTo(200);
    }

    /** An older browser, or one on a connection that it does not trust, gives no other sign. */
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:3000", "http://127.0.0.1"})
    void originOfAnotherSiteIsEnoughToBeRefused(String origin) throws Exception {
        assertThat(status(served, "/api/summary", "Origin", origin)).isEqualTo(403);
        assertThat(status(served, "/api/stream", "Origin", origin)).isEqualTo(403);
    }

    @Test
    void originOfOurOwnIsAnswered() throws Exception {
        assertThat(status(served, "/api/summary", "Origin", "http://127.0.0.1:" + served.port()))
                .isEqualTo(200);
    }

    @Test
    void siteOfTheProxyIsOurOwn() throws Exception {
        try (Served proxied = Served.behind("https://ops.example.com/monitor/", Optional.empty(), 100_000)) {
            assertThat(status(proxied, "/monitor/api/summary", "Origin", "https://ops.example.com"))
                    .isEqualTo(200);
            assertThat(status(proxied, "/monitor/api/summary", "Origin", "https://ops.example.com:8443"))
                    .isEqualTo(403);
            assertThat(status(
                            proxied,
                            "/monitor/",
                            "Sec-Fetch-Site",
                            "cross-site",
                            "Sec-Fetch-Mode",
                            "navigate",
                            "Sec-Fetch-Dest",
                            "document"))
                    .isEqualTo(200);
        }
    }

    @Test
    void browsersAreToldToShowNothingOfItElsewhere() throws Exception {
        for (String path : READS.subList(0, 2)) {
            assertThat(served.get(path).headers().firstValue("Cross-Origin-Resource-Policy"))
                    .contains("same-origin");
        }
    }

    private static int status(Served served, String path, String... headers) throws Exception {
        HttpRequest.Builder request = served.request(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return Served.send(request).statusCode();
    }
}
