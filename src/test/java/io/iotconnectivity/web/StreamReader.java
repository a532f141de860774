package io.iotconnectivity.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Reads a stream as a browser would, on a thread of its own. */
final class StreamReader implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    final List<Message> messages = new CopyOnWriteArrayList<>();
    final HttpResponse<InputStream> response;
    volatile boolean ended;

    record Message(Optional<Long> id, String event, JsonNode data) {
        String text(String field) {
            return data.path(field).asText();
        }
    }

    private StreamReader(HttpResponse<InputStream> response) {
        this.response = response;
        Thread thread = new Thread(this::read, "stream-reader");
        thread.setDaemon(true);
        thread.start();
    }

    static StreamReader open(Served served, String query, UnaryOperator<HttpRequest.Builder> more) throws Exception {
        // A client of its own, which can be closed without harm to others.
        HttpClient client = HttpClient.newHttpClient();
        return new StreamReader(client.send(
                more.apply(served.request("/api/stream" + query)).build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    static StreamReader open(Served served) throws Exception {
        return open(served, "", request -> request);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            List<String> block = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    read(block);
                    block.clear();
                } else {
                    block.add(line);
                }
            }
            // A block without its final empty line was cut off, and does not count.
        } catch (IOException closed) {
            // Neither does what was in transit when the stream was closed.
        } finally {
            ended = true;
        }
    }

    private void read(List<String> block) throws IOException {
        Optional<Long> id = Optional.empty();
        String event = "";
        JsonNode data = JSON.nullNode();
        for (String line : block) {
            if (line.startsWith("id: ")) {
                id = Optional.of(Long.parseLong(line.substring(4)));
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = JSON.readTree(line.substring(6));
            }
        }
        if (!event.isEmpty()) {
            messages.add(new Message(id, event, data));
        }
    }

    List<Message> of(String event) {
        return messages.stream()
                .filter(message -> message.event().equals(event))
                .toList();
    }

    /** The last event id that a browser would send when it reconnects. */
    long lastId() {
        return messages.stream()
                .flatMap(message -> message.id().stream())
                .reduce((one, next) -> next)
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
