package io.iotconnectivity.mcp;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.thread.NamedThread;
import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers messages that are posted to {@code /mcp} (the transport Streamable HTTP, without sessions and streams: nothing is
 * ever sent unasked).
 */
public final class McpHttpServer implements AutoCloseable {
    private static final String PATH = "/mcp";
    private static final int AT_ONCE = 8;
    private static final int WAITING = 64;
    private static final String JSON = "application/json";
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final McpProtocol protocol;
    private final Optional<String> token;
    private final HttpServer server;
    private final boolean loopback;
    private final ThreadPoolExecutor workers;

    private McpHttpServer(McpProtocol protocol, Optional<String> token, HttpServer server) {
        this.protocol = protocol;
        this.token = token;
        this.server = server;
        this.loopback = server.getAddress().getAddress().isLoopbackAddress();
        this.workers = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                NamedThread.numberedDaemons("mcp"));
        server.setExecutor(workers);
        server.createContext("/", this::handle);
    }

    /**
     * @param token what every request has to show; needed if others than this machine can connect
     * @throws IOException if it cannot listen there
     */
    public static McpHttpServer start(McpProtocol protocol, InetSocketAddress at, Optional<String> token)
            throws IOException {
        // The server's own limits, in seconds and connections, which it reads once.
        System.setProperty("sun.net.httpserver.maxReqTime", "20");
        System.setProperty("sun.net.httpserver.maxRspTime", "60");
        System.setProperty("jdk.httpserver.maxConnections", "100");
        McpHttpServer started = new McpHttpServer(protocol, token, HttpServer.create(at, 0));
        started.server.start();
        return started;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Refusal> refusal = refusal(exchange);
            if (refusal.isPresent()) {
                refuse(exchange, refusal.get());
                return;
            }
            byte[] body = body(exchange);
            if (body.length > LineServer.LONGEST) {
                refuse(exchange, new Refusal(413, "a message has at most " + LineServer.LONGEST + " bytes"));
                return;
            }
            Optional<String> answer = protocol.answer(new String(body, StandardCharsets.UTF_8));
            if (answer.isPresent()) {
                send(exchange, 200, answer.get());
            } else {
                exchange.sendResponseHeaders(202, -1);
            }
        }
    }

    private record Refusal(int status, String reason) {}

    private Optional<Refusal> refusal(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        String host = Optional.ofNullable(headers.getFirst("Host")).orElse("");
        if (loopback && !LOOPBACK_NAMES.contains(withoutPort(host))) {
            // A page in a local browser could point its own name at us (DNS rebinding).
            return Optional.of(new Refusal(421, "use localhost or 127.0.0.1: this host name is not ours"));
        }
        List<String> origins = headers.getOrDefault("Origin", List.of());
        if (!origins.stream().allMatch(("http://" + host)::equals)) {
            return Optional.of(new Refusal(403, "pages of other sites may not ask anything here"));
        }
        if (token.isPresent() && !isShown(token.get(), headers)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            return Optional.of(new Refusal(401, "send 'Authorization: Bearer <http.token>'"));
        }
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            return Optional.of(new Refusal(404, "post to " + PATH));
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            return Optional.of(new Refusal(405, "post messages; there is no stream to get and no session to delete"));
        }
        if (!type(headers).equals(JSON)) {
            // Forms can send other types without the browser's asking first (CORS preflight).
            return Optional.of(new Refusal(415, "send 'Content-Type: application/json'"));
        }
        return Optional.ofNullable(headers.getFirst(HttpHeaders.PROTOCOL_VERSION))
                .filter(revision -> !McpProtocol.speaks(revision))
                .map(revision -> new Refusal(400, "this server speaks " + String.join(", ", McpProtocol.REVISIONS)));
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    }

    private static boolean isShown(String token, Headers headers) {
        String given = Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
        return given.regionMatches(true, 0, "Bearer ", 0, 7)
                && MessageDigest.isEqual(
                        given.substring(7).strip().getBytes(StandardCharsets.UTF_8),
                        token.getBytes(StandardCharsets.UTF_8));
    }

    private static String type(Headers headers) {
        return Optional.ofNullable(headers.getFirst("Content-Type"))
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            return in.readNBytes(LineServer.LONGEST + 1);
        }
    }

    private void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        exchange.getResponseHeaders().set("Connection", "close");
        send(exchange, refusal.status, protocol.error(ErrorCodes.INVALID_REQUEST, refusal.reason));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", JSON);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
