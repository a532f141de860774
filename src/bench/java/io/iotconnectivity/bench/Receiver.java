package io.iotconnectivity.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A webhook that measures how long after its publication the news of a device arrives. A device has one piece of news at a time. */
final class Receiver implements AutoCloseable {
    private static final Pattern CLIENT_ID = Pattern.compile("\"clientId\"\\s*:\\s*\"([^\"]+)\"");

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Long> published = new ConcurrentHashMap<>();
    private final Queue<Double> millis = new ConcurrentLinkedQueue<>();

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
        published.put(clientId, System.nanoTime());
    }

    private void arrived(String body) {
        long now = System.nanoTime();
        Matcher clientId = CLIENT_ID.matcher(body);
        if (clientId.find()) {
            Long since = published.remove(clientId.group(1));
            if (since != null) {
                millis.add((now - since) / 1e6);
            }
        }
    }

    /** Events whose news have not arrived. */
    int missing() {
        return published.size();
    }

    /** What was measured, in milliseconds; begins anew. */
    Double[] take() {
        Double[] all = millis.toArray(Double[]::new);
        millis.clear();
        published.clear();
        return all;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
