package io.iotconnectivity.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.LifecycleEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;

/**
 * An SQS queue that does no more than it must, so that it takes little of the machine: it hands out prepared messages, each once, and
 * notes what is deleted. It answers late, as AWS does.
 */
final class PresenceQueue implements AutoCloseable {
    private static final int BATCH = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long lateMillis;
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Queue<String> messages = new ArrayDeque<>();
    private final List<HttpServerResponse> waiting = new ArrayList<>();
    private final List<Deleted> deletes = new ArrayList<>();
    private long prepared;
    private long calls;

    private record Deleted(long at, int messages) {}

    PresenceQueue(Duration late) {
        this.lateMillis = late.toMillis();
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body.toString())))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    String url() {
        return endpoint() + "/123456789012/presence";
    }

    /** Hands these out from now on. Forgets what has been deleted and called before. */
    void fill(List<LifecycleEvent> events) {
        List<String> texts = events.stream().map(event -> message(event.json())).toList();
        synchronized (this) {
            deletes.clear();
            calls = 0;
            messages.addAll(texts);
            waiting.forEach(this::receive);
            waiting.clear();
        }
    }

    synchronized int deleted() {
        return deletes.stream().mapToInt(Deleted::messages).sum();
    }

    /** Receives and deletes since the last fill. */
    synchronized long calls() {
        return calls;
    }

    /** Deletes a second between two shares of all. */
    synchronized double rate(double from, double to) {
        int all = deletes.stream().mapToInt(Deleted::messages).sum();
        Iterator<Deleted> each = deletes.iterator();
        Deleted now = each.next();
        int count = now.messages();
        while (count < from * all) {
            now = each.next();
            count += now.messages();
        }
        Deleted first = now;
        int before = count;
        while (count < to * all) {
            now = each.next();
            count += now.messages();
        }
        return (count - before) / ((now.at() - first.at()) / 1e9);
    }

    private synchronized void take(HttpServerRequest request, String body) {
        calls++;
        HttpServerResponse response = request.response().putHeader("Content-Type", "application/x-amz-json-1.0");
        if (!request.getHeader("X-Amz-Target").endsWith("ReceiveMessage")) {
            delete(response, body);
        } else if (messages.isEmpty()) {
            waiting.add(response);
            vertx.setTimer(Duration.ofSeconds(5).toMillis(), late -> giveUp(response));
        } else {
            receive(response);
        }
    }

    private void receive(HttpServerResponse response) {
        List<String> some = new ArrayList<>();
        while (some.size() < BATCH && !messages.isEmpty()) {
            some.add(messages.remove());
        }
        answer(response, "{\"Messages\":[" + String.join(",", some) + "]}");
    }

    private synchronized void giveUp(HttpServerResponse response) {
        if (waiting.remove(response)) {
            response.end("{}");
        }
    }

    private void delete(HttpServerResponse response, String body) {
        try {
            JsonNode call = JSON.readTree(body);
            ObjectNode reply = JSON.createObjectNode();
            ArrayNode successful = reply.putArray("Successful");
            reply.putArray("Failed");
            call.path("Entries")
                    .forEach(entry ->
                            successful.addObject().put("Id", entry.path("Id").asText()));
            deletes.add(new Deleted(System.nanoTime(), Math.max(1, successful.size())));
            answer(response, reply.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpServerResponse response, String json) {
        vertx.setTimer(lateMillis, now -> response.end(json));
    }

    private String message(String body) {
        long number = ++prepared;
        return JSON.createObjectNode()
                .put("MessageId", "message-" + number)
                .put("ReceiptHandle", "receipt-" + number)
                .put("MD5OfBody", md5(body))
                .put("Body", body)
                .toString();
    }

    private static String md5(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
