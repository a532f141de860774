package io.iotconnectivity.process;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * Takes spans by OTLP over HTTP.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto">trace.proto</a>
 */
final class SpanCollector implements AutoCloseable {
    private static final String PATH = "/v1/traces";

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    /**
     * @param parent empty for the first of a trace
     * @param attributes as text
     * @param error the description of its status, with the code; empty where there is none
     */
    record Span(
            String trace,
            String id,
            String parent,
            String scope,
            String name,
            Map<String, String> attributes,
            int events,
            String error) {}

    private SpanCollector(HttpServer server) {
        this.server = server;
    }

    static SpanCollector start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SpanCollector collector = new SpanCollector(server);
            server.createContext(PATH, exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                collector.spans.addAll(request(body));
                exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    private static List<Span> request(byte[] body) {
        List<Span> found = new ArrayList<>();
        fields(
                body,
                (resource, bytes) -> fields(bytes, (scopes, inner) -> {
                    if (scopes == 2) {
                        String[] scope = {""};
                        fields(inner, (field, value) -> {
                            if (field == 1) {
                                fields(value, (named, name) -> scope[0] = named == 1 ? text(name) : scope[0]);
                            } else if (field == 2) {
                                found.add(span(scope[0], value));
                            }
                        });
                    }
                }));
        return found;
    }

    private static Span span(String scope, byte[] bytes) {
        Map<String, String> attributes = new TreeMap<>();
        String[] texts = {"", "", "", "", ""};
        int[] events = {0};
        fields(bytes, (field, value) -> {
            switch (field) {
                case 1 -> texts[0] = HexFormat.of().formatHex(value);
                case 2 -> texts[1] = HexFormat.of().formatHex(value);
                case 4 -> texts[2] = HexFormat.of().formatHex(value);
                case 5 -> texts[3] = text(value);
                case 9 -> attribute(attributes, value);
                case 11 -> events[0]++;
                case 15 ->
                    fields(value, (of, status) -> texts[4] += of == 2 ? text(status) : " code " + number(status));
                default -> {
                    // Times, flags and the like.
                }
            }
        });
        return new Span(texts[0], texts[1], texts[2], scope, texts[3], attributes, events[0], texts[4]);
    }

    private static void attribute(Map<String, String> attributes, byte[] bytes) {
        String[] pair = {"", ""};
        fields(bytes, (field, value) -> {
            if (field == 1) {
                pair[0] = text(value);
            } else {
                fields(value, (kind, of) -> pair[1] = kind == 1 ? text(of) : Long.toString(number(of)));
            }
        });
        attributes.put(pair[0], pair[1]);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long number(byte[] bytes) {
        long number = 0;
        for (int i = 0; i < bytes.length; i++) {
            number |= (bytes[i] & 0x7fL) << 7 * i;
        }
        return number;
    }

    /** Each field of a message with its bytes; those of a number are its encoding. */
    private static void fields(byte[] message, BiConsumer<Integer, byte[]> each) {
        int at = 0;
        while (at < message.length) {
            int end = endOfNumber(message, at);
            long tag = number(Arrays.copyOfRange(message, at, end));
            at = end;
            int length =
                    switch ((int) (tag & 7)) {
                        case 0 -> endOfNumber(message, at) - at;
                        case 1 -> 8;
                        case 5 -> 4;
                        default -> {
                            int begin = endOfNumber(message, at);
                            int bytes = (int) number(Arrays.copyOfRange(message, at, begin));
                            at = begin;
                            yield bytes;
                        }
                    };
            each.accept((int) (tag >>> 3), Arrays.copyOfRange(message, at, at + length));
            at += length;
        }
    }

    private static int endOfNumber(byte[] message, int at) {
        int end = at;
        while ((message[end] & 0x80) != 0) {
            end++;
        }
        return end + 1;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
