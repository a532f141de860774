package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.web.RawRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The product behind nginx, in a folder of its site, looked at in a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsProgram({"nginx", "chromium", "chromedriver"})
class NginxIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** As people write it: one location hands the path on as it is, with the caller's Host, the other takes its folder away. */
    private static final String CONFIGURATION =
            """
            daemon off;
            pid %1$s/nginx.pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              gzip on;
              proxy_http_version 1.1;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              server {
                listen 127.0.0.1:%2$d;
                location /monitor/ {
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_pass http://127.0.0.1:%3$d;
                }
                location /stripped/ {
                  proxy_pass http://127.0.0.1:%3$d/;
                }
                location /streamed/ {
                  proxy_request_buffering off;
                  proxy_pass http://127.0.0.1:%3$d/;
                }
              }
            }
            """;

    @AutoClose
    private Broker broker;

    @AutoClose
    private RunningProduct product;

    @AutoClose
    private LocalProgram nginx;

    @AutoClose
    private Browser browser;

    private PresenceFeed presence;
    private String site;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        broker = Broker.builder().start();
        presence = new PresenceFeed(broker);
        int port = FreePort.find();
        site = "http://127.0.0.1:" + port;
        Setup setup = Setup.in(directory, broker.url())
                .with("last-will.enabled", "false")
                .with("http.public-url", site + "/monitor/")
                .with("http.trusted-proxies", "127.0.0.1")
                .with("http.max-requests-per-second", "20");
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(
                configuration,
                String.format(
                        Locale.ROOT,
                        CONFIGURATION,
                        directory,
                        port,
                        Integer.parseInt(setup.settings().get("http.port"))));
        nginx = LocalProgram.start(directory, "nginx", "-c", configuration.toString())
                .awaitPort(port);
        browser = Browser.start(directory.resolve("profile"));
        product = setup.start().awaitUp();
        presence.connects("pump-1", 1);
        await().atMost(SOON)
                .until(() -> product.get("/api/summary").path("total").asInt() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/monitor/", "/stripped/"})
    void pageIsLiveAndMayChangeSomething(String folder) {
        browser.driver().get(site + folder);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(text("#live")).isEqualTo("Live");
            assertThat(text(".card[data-state=ONLINE] .card-number")).matches("[12]");
        });
        Object status = browser.driver()
                .executeAsyncScript(
                        """
                const done = arguments[arguments.length - 1];
                fetch('api/silences', {
                  method: 'POST',
                  headers: {'Content-Type': 'application/json'},
                  body: JSON.stringify({clients: 'x', for: '1h', author: 'anna', comment: 'moved'}),
                }).then((answer) => done(answer.status), (failure) => done(String(failure)));
                """);
        assertThat(status).isEqualTo(201L);
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "devices", "incidents", "sinks", "system"})
    void eachPageIsThere(String page) {
        browser.driver().get(site + "/stripped/#/" + page);

        await().atMost(SOON).untilAsserted(() -> assertThat(text("main h1"))
                .isEqualToIgnoringCase(page.isEmpty() ? "overview" : page));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void newsArriveAtThePageAtOnce() {
        browser.driver().get(site + "/monitor/#/devices?q=pump-2");
        await().atMost(SOON).untilAsserted(() -> assertThat(text("#live")).isEqualTo("Live"));

        presence.connects("pump-2", 1);

        await().atMost(SOON).untilAsserted(() -> assertThat(text("main")).contains("pump-2"));
    }

    /** Once as nginx writes bodies itself, and once as the caller has written it. */
    @ParameterizedTest
    @ValueSource(strings = {"monitor", "streamed"})
    void bodyInChunksComesThroughAndNothingIsHiddenInIt(String folder) throws IOException {
        int port = URI.create(site).getPort();
        String head = "POST /" + folder + "/api/silences HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n";
        String body = "{\"clients\":\"x\",\"for\":\"1h\",\"author\":\"a\",\"comment\":\"c\"}";
        String chunk = Integer.toHexString(body.length()) + "%s\r\n" + body + "\r\n0\r\n\r\n";
        String hidden = "GET /monitor/api/summary HTTP/1.1\r\nHost: a\r\n\r\n";

        assertThat(RawRequests.statuses(port, head + "\r\n" + chunk.replace("%s", "")))
                .containsExactly(201);
        assertThat(RawRequests.statuses(port, head + "Content-Length: 4\r\n\r\n0\r\n\r\n" + hidden))
                .containsExactly(400);
        // nginx takes the extension away where it reads the body, and where it passes it on.
        assertThat(RawRequests.statuses(port, head + "\r\n" + chunk.replace("%s", ";a=b") + hidden))
                .containsExactly(201);
    }

    @Test
    void eachCallerHasALimitOfItsOwn() throws Exception {
        int status = 0;
        for (int i = 0; i < 500 && status != 429; i++) {
            status = statusFrom("127.0.0.2");
        }
        assertThat(status).isEqualTo(429);
        assertThat(get(site + "/monitor/api/summary").statusCode()).isEqualTo(200);
    }

    /** Asks from another address of this machine, claiming a different client address each time. */
    private int statusFrom(String address) throws IOException {
        URI uri = URI.create(site + "/monitor/api/summary");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort(), InetAddress.getByName(address), 0)) {
            String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                    + "\r\nX-Forwarded-For: 198.51.100." + socket.getLocalPort() % 250
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    private static HttpResponse<String> get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String text(String selector) {
        return browser.driver().findElements(By.cssSelector(selector)).stream()
                .findFirst()
                .map(WebElement::getText)
                .orElse("");
    }
}
