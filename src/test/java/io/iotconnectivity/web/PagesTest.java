package io.iotconnectivity.web;

import static io.iotconnectivity.web.Served.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private static final Path SOURCES = Path.of("src/main/resources/web");
    private static final Pattern IMPORT = Pattern.compile("(?:from |import\\()'(\\.[^']+)'");

    @AutoClose
    private final Served served = Served.guardedBy("s3cret");

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/web/app.css, text/css; charset=utf-8",
        "/web/js/main.js, text/javascript; charset=utf-8",
        "/web/icon.svg, image/svg+xml",
        "/web/vendor/uPlot.esm.js, text/javascript; charset=utf-8",
        "/web/vendor/uPlot.min.css, text/css; charset=utf-8"
    })
    void filesOfTheDashboardAreServedToThoseWithoutAToken(String path, String type) throws Exception {
        HttpResponse<String> response = served.get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(type);
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.body()).isNotBlank();
    }

    @Test
    void pagesMayRunAndShowOnlyWhatIsOurs() throws Exception {
        assertThat(served.get("/").headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        HttpResponse<String> first = served.get("/web/app.css");
        String tag = first.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = send(served.request("/web/app.css").header("If-None-Match", tag));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(send(served.request("/web/app.css").header("If-None-Match", "W/\"0\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void headTellsTheSameWithoutABody() throws Exception {
        HttpResponse<String> response = send(served.request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(response.headers().firstValueAsLong("Content-Length"))
                .hasValue(Files.size(SOURCES.resolve("index.html")));
        assertThat(response.body()).isEmpty();
    }

    @Test
    void filesGoOutCompressedToThoseWhoTakeIt() throws Exception {
        HttpResponse<byte[]> packed = HttpClient.newHttpClient()
                .send(
                        served.request("/web/app.css")
                                .header("Accept-Encoding", "br, gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        HttpResponse<String> plain = send(served.request("/web/app.css").header("Accept-Encoding", "gzip;q=0"));

        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.body()).hasSizeLessThan(plain.body().length() / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())))
                .hasBinaryContent(plain.body().getBytes(StandardCharsets.UTF_8));
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(packed.headers().firstValue("ETag"))
                .isEqualTo(plain.headers().firstValue("ETag"));
        assertThat(plain.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
    }

    @Test
    void headTellsTheSizeThatGetHas() throws Exception {
        HttpResponse<String> head = send(served.request("/web/app.css")
                .header("Accept-Encoding", "gzip")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        HttpResponse<String> get = send(served.request("/web/app.css").header("Accept-Encoding", "gzip"));

        assertThat(head.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(head.headers().firstValue("Content-Length"))
                .isEqualTo(get.headers().firstValue("Content-Length"));
    }

    /** What the token protects must not be reachable through a path that only looks like a file. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web/../api/summary",
                "/web/%2e%2e/api/summary",
                "/web/..%2fapi/summary",
                "/web//../api/summary",
                "/web/app.css/../../api/summary",
                "/web/js/../../api/devices",
                "/web/../application.properties",
                "/web/../../db/1.sql",
                "/web/",
                "/web/js",
                "/web/app.css%00",
                "//api/summary",
                "/./api/summary",
                "/web/app.css/"
            })
    void nothingElseIsServedWithoutAToken(String path) throws Exception {
        assertThat(statusLine(path)).containsAnyOf(" 401 ", " 400 ");
    }

    @Test
    void filesTakeNothingButGetAndHead() throws Exception {
        assertThat(served.post("/web/app.css", "{}").statusCode()).isEqualTo(401);
    }

    /** A file that is never served, or a served one that is missing, is a mistake of the change that added or removed it. */
    @Test
    void everyFileOfTheFolderIsServed() throws Exception {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Set<String> there = files.filter(Files::isRegularFile)
                    .map(file -> SOURCES.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(new TreeSet<>(Pages.FILES)).isEqualTo(there);
        }
    }

    @Test
    void modulesImportOnlyWhatIsServed() throws Exception {
        for (String file : Pages.FILES) {
            Matcher imported = IMPORT.matcher(source(file));
            while (imported.find()) {
                String address = Path.of("/web", file)
                        .getParent()
                        .resolve(imported.group(1))
                        .normalize()
                        .toString();
                assertThat(served.get(address).statusCode())
                        .as(file + " imports " + address)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void nothingInTheSourcesMakesMarkupOfTextOrTakesFromElsewhere() {
        for (String file : Pages.FILES) {
            assertThat(source(file))
                    .as(file)
                    .doesNotContain(
                            List.of("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser"))
                    .doesNotContain("eval(", "new Function", "style=\"", "onclick=")
                    .doesNotContainPattern("https?://(?!www\\.w3\\.org/|html\\.spec\\.whatwg\\.org/)");
        }
    }

    private static String source(String file) {
        try {
            return Files.readString(SOURCES.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the path as written: an HTTP client would normalise it. */
    private String statusLine(String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", served.port())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }
}
