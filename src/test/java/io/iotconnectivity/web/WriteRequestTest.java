package io.iotconnectivity.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may change something, and with what. */
class WriteRequestTest {
    private static final String REPLAY = "/api/dead-letters/replay";
    private static final String ALL = "{\"all\":true}";

    @AutoClose
    private final Served served = Served.start();

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "x"})
    void whatFormsCanSendIsRefused(String type) throws Exception {
        assertThat(Served.send(served.request(REPLAY)
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofString(ALL)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(served.engine.replayed).isEmpty();
    }

    @Test
    void bodyWithoutATypeIsRefused() throws Exception {
        assertThat(Served.send(served.request(REPLAY).POST(BodyPublishers.ofString(ALL)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(Served.send(served.request(REPLAY).POST(chunked(ALL))).statusCode())
                .isEqualTo(415);
    }

    @Test
    void typeMayNameACharset() throws Exception {
        assertThat(Served.send(served.request(REPLAY)
                                .header("Content-Type", "application/json; charset=utf-8")
                                .POST(BodyPublishers.ofString(ALL)))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, 403",
        "null, 403",
        "http://127.0.0.1, 403",
        "http://127.0.0.1:1, 403",
        "http://localhost:PORT, 403",
        "http://127.0.0.1:PORT, 200",
        "https://127.0.0.1:PORT, 200",
    })
    void onlyPagesOfOurOwnMayWrite(String origin, int status) throws Exception {
        HttpRequest.Builder request = served.request(REPLAY)
                .header("Content-Type", "application/json")
                .header("Origin", origin.replace("PORT", Integer.toString(served.port())))
                .POST(BodyPublishers.ofString(ALL));

        assertThat(Served.send(request).statusCode()).isEqualTo(status);
    }

    @Test
    void browserThatSaysThatAnotherSiteAsksIsRefused() throws Exception {
        for (String site : new String[] {"cross-site", "same-site"}) {
            assertThat(Served.send(served.request("/api/silences/x")
                                    .header("Sec-Fetch-Site", site)
                                    .DELETE())
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(Served.send(served.request("/api/silences/x")
                                .header("Sec-Fetch-Site", "same-origin")
                                .DELETE())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void bodyIsLimitedAlsoWhereItsLengthIsNotSaid() throws Exception {
        String large = "{\"sink\":\"" + "x".repeat(70_000) + "\"}";

        HttpResponse<String> announced = served.post(REPLAY, large);
        assertThat(announced.statusCode()).isEqualTo(413);
        HttpResponse<String> chunked = Served.send(served.request(REPLAY)
                .header("Content-Type", "application/json")
                .POST(chunked(large)));
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(chunked.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        assertThat(served.engine.replayed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "7", "{", "{\"all\":true", "{\"all\":true} x", "{\"all\":false,\"all\":true}", "\uFEFF"})
    void whatIsNoJsonObjectIsABadRequest(String body) throws Exception {
        HttpResponse<String> response = served.post(REPLAY, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        assertThat(served.engine.replayed).isEmpty();
    }

    @Test
    void deepJsonIsABadRequest() throws Exception {
        assertThat(served.post(REPLAY, "{\"sink\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void tokenIsAskedForWritesToo() throws Exception {
        try (Served guarded = Served.guardedBy("s3cret")) {
            assertThat(guarded.post(REPLAY, ALL).statusCode()).isEqualTo(401);
            assertThat(guarded.delete("/api/silences/x").statusCode()).isEqualTo(401);
            assertThat(guarded.engine.replayed).isEmpty();
            assertThat(Served.send(guarded.request(REPLAY)
                                    .header("Authorization", "Bearer s3cret")
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(ALL)))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void writesAreAnsweredOnceTheyAreDurable() throws Exception {
        served.engine.durable = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                answer.complete(served.post(REPLAY, ALL));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        caller.start();
        await().until(() -> !served.engine.replayed.isEmpty());
        assertThat(answer).isNotDone();

        served.engine.durable.complete(null);

        assertThat(answer.join().statusCode()).isEqualTo(200);
        caller.join();
    }

    @Test
    void storeThatCannotWriteIsToldWithoutTheInside() throws Exception {
        served.engine.durable = CompletableFuture.failedFuture(new IllegalStateException("secret path"));

        HttpResponse<String> response = served.post(REPLAY, ALL);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret");
    }

    private static HttpRequest.BodyPublisher chunked(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(UTF_8)));
    }
}
