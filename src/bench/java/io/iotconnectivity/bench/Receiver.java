package io.iotconnectivity.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A webhook that measures how long after its publication the news of a device arrives. A device has one piece of news at a time. */
final class Receiver implements AutoCloseable {
    private static final Pattern CLIENT_ID = Pattern.compile("\"clientId\"\\s*:\\s*\"([^\"]+)\"");

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Arrivals arrivals = new Arrivals();

    Receiver() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    arrived(body.toString());
                    request.response().setStatusCode(204).end();
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    void published(String clientId) {
        arrivals.published(clientId);
    }

    private void arrived(String body) {
        Matcher clientId = CLIENT_ID.matcher(body);
        if (clientId.find()) {
            arrivals.arrived(clientId.group(1));
        }
    }

    /** Events whose news have not arrived. */
    int missing() {
        return arrivals.missing();
    }

    /** What was measured, in milliseconds, the shortest first; begins anew. */
    Double[] take() {
        return arrivals.take();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
