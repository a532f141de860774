package io.iotconnectivity.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/** A webhook that notes when each request came, and can hold back its answers so that work piles up. */
final class Desk implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Long> arrivals = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private final List<HttpServerResponse> heldBack = new ArrayList<>();
    private boolean holds;

    Desk() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body.toString())))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    private synchronized void take(HttpServerRequest request, String body) {
        arrivals.add(System.nanoTime());
        bodies.add(body);
        if (holds) {
            heldBack.add(request.response());
        } else {
            request.response().setStatusCode(204).end();
        }
    }

    /** Answers nobody from now on. */
    synchronized void hold() {
        holds = true;
    }

    /** Answers whoever waits, and whoever comes. */
    synchronized void release() {
        holds = false;
        heldBack.forEach(response -> response.setStatusCode(204).end());
        heldBack.clear();
    }

    synchronized int count() {
        return arrivals.size();
    }

    synchronized List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Requests a second between two shares of all that came; begins anew. */
    synchronized double takeRate(double from, double to) {
        int first = (int) (from * arrivals.size());
        int last = (int) (to * arrivals.size()) - 1;
        double seconds = (arrivals.get(last) - arrivals.get(first)) / 1e9;
        double rate = (last - first) / seconds;
        clear();
        return rate;
    }

    synchronized void clear() {
        arrivals.clear();
        bodies.clear();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
