package io.iotconnectivity.aws.connectivity;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps requests as they came over the wire, and gives the responses that a test sets. */
final class StubAws implements AutoCloseable {
    /**
     * A request.
     *
     * @param uri path and query, still encoded
     * @param headers by their names in lower case
     */
    record Seen(String method, String uri, Map<String, String> headers, byte[] body) {
        String path() {
            return uri.split("\\?", 2)[0];
        }

        String query() {
            return uri.contains("?") ? uri.split("\\?", 2)[1] : "";
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Handler<HttpServerRequest> answer =
            request -> request.response().end("{}");
    private final HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
            .requestHandler(request -> request.body().onSuccess(body -> {
                seen.add(seen(request, body));
                answer.handle(request);
            }))
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    private static Seen seen(HttpServerRequest request, Buffer body) {
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return new Seen(request.method().name(), request.uri(), headers, body.getBytes());
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    List<Seen> seen() {
        return seen;
    }

    Seen last() {
        return seen.get(seen.size() - 1);
    }

    /** @param headers names and values by turns */
    void answers(int status, String body, String... headers) {
        answer = request -> {
            HttpServerResponse response = request.response().setStatusCode(status);
            for (int i = 0; i < headers.length; i += 2) {
                response.putHeader(headers[i], headers[i + 1]);
            }
            response.end(body);
        };
    }

    void neverAnswers() {
        answer = request -> {};
    }

    /** A byte now and then, so that no pause is long and there is no end. */
    void answersForEver() {
        answer = request -> {
            HttpServerResponse response = request.response().setChunked(true);
            long drip = vertx.setPeriodic(20, tick -> response.write(" "));
            response.exceptionHandler(gone -> vertx.cancelTimer(drip));
            response.closeHandler(gone -> vertx.cancelTimer(drip));
        };
    }

    void answersWith(int bytes) {
        answer = request -> request.response().end("x".repeat(bytes));
    }

    void resets() {
        answer = request -> request.connection().close();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
