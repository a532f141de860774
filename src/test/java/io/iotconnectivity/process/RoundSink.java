package io.iotconnectivity.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver of webhooks that can be down, and remembers all that it was ever sent. Thread-safe. */
final class RoundSink implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "io.iotconnectivity.";

    private final int port = FreePort.find();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<Call> calls = new ArrayList<>();
    /** The first call of each event that was accepted, by type and subject. */
    private final Map<String, Map<String, Call>> taken = new HashMap<>();

    private HttpServer server;
    private volatile boolean fails;

    /**
     * One delivery.
     *
     * @param type without the prefix that all have
     */
    record Call(String id, String type, String subject, JsonNode event, String body, boolean accepted) {
        String incident() {
            return event.at("/data/incidentId").asText();
        }

        String resolution() {
            return event.at("/data/resolution").asText();
        }
    }

    RoundSink() throws IOException {
        server = listen();
    }

    private HttpServer listen() throws IOException {
        HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        listening.setExecutor(threads);
        listening.createContext("/", this::take);
        listening.start();
        return listening;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Answers every call with an error from now on. */
    void fail() {
        fails = true;
    }

    /** Refuses connections from now on. */
    void leave() {
        server.stop(0);
    }

    /** Accepts everything again. */
    void comeBack(boolean left) throws IOException {
        fails = false;
        if (left) {
            server = listen();
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean accepted = !fails;
        add(body, accepted);
        exchange.sendResponseHeaders(accepted ? 204 : 500, -1);
        exchange.close();
    }

    private void add(String body, boolean accepted) throws IOException {
        JsonNode event = JSON.readTree(body);
        Call call = new Call(
                event.path("id").asText(),
                event.path("type").asText().replace(PREFIX, ""),
                event.path("subject").asText(),
                event,
                body,
                accepted);
        synchronized (calls) {
            calls.add(call);
            if (accepted) {
                taken.computeIfAbsent(call.type() + ' ' + call.subject(), key -> new LinkedHashMap<>())
                        .putIfAbsent(call.id(), call);
            }
        }
    }

    /** How many different events of this type it has accepted about this subject. */
    int count(String type, String subject) {
        synchronized (calls) {
            return taken.getOrDefault(type + ' ' + subject, Map.of()).size();
        }
    }

    /** The incident that such an event was about, the first, second and so on about this subject; empty if it has not come. */
    Optional<String> incident(String type, String subject, int number) {
        synchronized (calls) {
            return taken.getOrDefault(type + ' ' + subject, Map.of()).values().stream()
                    .skip(number - 1L)
                    .findFirst()
                    .map(Call::incident);
        }
    }

    /** Whether it has accepted such an event about this incident. */
    boolean has(String type, String subject, String incident) {
        synchronized (calls) {
            return taken.getOrDefault(type + ' ' + subject, Map.of()).values().stream()
                    .anyMatch(call -> call.incident().equals(incident));
        }
    }

    /** Everything that it was sent, in this order. */
    List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
