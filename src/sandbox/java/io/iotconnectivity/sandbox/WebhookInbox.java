package io.iotconnectivity.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.Received.Signature;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A help desk that receives webhooks at {@code POST /webhooks/{name}} and SNS notifications at {@code POST /sns}, keeps
 * them in memory, and shows them to people at {@code GET /} and to tests of other processes at
 * {@code GET /webhooks.json}. Listens on 127.0.0.1 only.
 */
public final class WebhookInbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookInbox.class);
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String WEBHOOKS = "/webhooks/";
    private static final String SNS = "sns";
    /** The most requests kept, also limited by the total bytes of bodies; the oldest are dropped. */
    private static final int KEPT = 10_000;

    private static final long KEPT_BYTES = 64L * 1024 * 1024;
    private static final int MAX_BODY = 1024 * 1024;
    /** The product waits 10 s. */
    private static final Duration TOO_LATE = Duration.ofSeconds(15);

    private final Deque<Received> received = new ArrayDeque<>();
    private long receivedBytes;
    private final Map<String, Supplier<Answer>> answers = new ConcurrentHashMap<>();
    private final Map<String, WebhookSignature> signatures = new ConcurrentHashMap<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private final HttpServer server;

    private WebhookInbox(int port) {
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setHandle100ContinueAutomatically(true))
                .requestHandler(this::take);
    }

    /**
     * Starts an inbox.
     *
     * @param port 0 for a free one
     * @throws IllegalStateException when the port is taken
     */
    public static WebhookInbox start(int port) {
        WebhookInbox inbox = new WebhookInbox(port);
        try {
            inbox.server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            inbox.close();
            throw new IllegalStateException(
                    "The webhook inbox cannot listen on 127.0.0.1:" + port + ": "
                            + e.getCause().getMessage() + ". Stop what is listening there, or choose another port.",
                    e.getCause());
        }
        return inbox;
    }

    /** For example {@code http://127.0.0.1:8090}, without a slash at the end. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** Where to send the webhooks of this name. */
    public URI uri(String name) {
        return URI.create(uri() + WEBHOOKS + name);
    }

    /** All requests received, including refused ones, oldest first; the last 10,000, or 64 MiB. */
    public List<Received> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** The requests received under one name, oldest first. */
    public List<Received> received(String name) {
        return received().stream().filter(one -> one.name().equals(name)).toList();
    }

    /** Forgets all requests. */
    public void clear() {
        synchronized (received) {
            received.clear();
            receivedBytes = 0;
        }
    }

    /** Sets the response to requests with this name; {@link Answer#OK} restores the default. */
    public void answer(String name, Answer answer) {
        answers.put(name, () -> answer);
    }

    /** Makes one in five requests with this name fail from now on, by seeded chance: 500, 429, or a late response. */
    public void misbehave(String name, long seed) {
        Random chance = new Random(seed);
        answers.put(name, () -> switch (chance.nextInt(15)) {
            case 0 -> Answer.status(500);
            case 1 -> Answer.status(429).retryAfter(Duration.ofSeconds(2));
            case 2 -> Answer.status(503).after(TOO_LATE);
            default -> Answer.OK;
        });
    }

    /** Checks the signature of requests with this name from now on. @param secret {@code whsec_} and base64 */
    public void verify(String name, String secret) {
        signatures.put(name, new WebhookSignature(secret));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void take(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= MAX_BODY) {
                body.appendBuffer(chunk);
            } else {
                request.connection().close();
            }
        });
        request.endHandler(end -> route(request, body.getBytes()));
    }

    private void route(HttpServerRequest request, byte[] body) {
        String path = request.path();
        boolean posted = request.method().name().equals("POST");
        if (posted && path.startsWith(WEBHOOKS) && path.length() > WEBHOOKS.length()) {
            keep(request, decode(path.substring(WEBHOOKS.length())), body);
        } else if (posted && path.equals("/sns")) {
            takeFromSns(request, body);
        } else if (path.equals("/") || path.equals("/webhooks")) {
            reply(request.response(), "text/html; charset=utf-8", InboxPage.of(received()));
        } else if (path.equals("/webhooks.json")) {
            reply(request.response(), "application/json", json());
        } else {
            request.response()
                    .setStatusCode(404)
                    .end("POST to /webhooks/{name} or /sns, look at / or /webhooks.json\n");
        }
    }

    private static void reply(HttpServerResponse response, String type, String text) {
        response.putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .end(text);
    }

    private static String decode(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private void keep(HttpServerRequest request, String name, byte[] body) {
        Instant now = Instant.now();
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        WebhookSignature check = signatures.get(name);
        Signature signature =
                check == null ? Signature.UNCHECKED : check.proves(headers, body, now) ? Signature.GOOD : Signature.BAD;
        Answer answer = answers.getOrDefault(name, () -> Answer.OK).get();
        add(new Received(
                name,
                request.method().name(),
                Map.copyOf(headers),
                new String(body, StandardCharsets.UTF_8),
                now,
                answer.status(),
                signature));
        if (answer.delay().isZero()) {
            send(request, answer);
        } else {
            vertx.setTimer(Math.max(1, answer.delay().toMillis()), timer -> send(request, answer));
        }
    }

    private void add(Received one) {
        synchronized (received) {
            received.addLast(one);
            receivedBytes += one.body().length();
            while (received.size() > KEPT || receivedBytes > KEPT_BYTES) {
                receivedBytes -= received.removeFirst().body().length();
            }
        }
    }

    private static void send(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            answer.retryAfter()
                    .ifPresent(pause -> response.putHeader("Retry-After", String.valueOf(pause.toSeconds())));
            response.setStatusCode(answer.status()).end();
        }
    }

    private void takeFromSns(HttpServerRequest request, byte[] body) {
        if ("SubscriptionConfirmation".equals(request.getHeader("x-amz-sns-message-type"))) {
            confirm(new String(body, StandardCharsets.UTF_8));
            request.response().end();
        } else {
            keep(request, SNS, body);
        }
    }

    /** Visits the link that confirms a subscription, but only on this machine, since the link is untrusted. */
    private void confirm(String body) {
        try {
            URI link = URI.create(MAPPER.readTree(body).path("SubscribeURL").asText());
            if (!"http".equals(link.getScheme())
                    || !InetAddress.getByName(link.getHost()).isLoopbackAddress()) {
                LOG.warn("A subscription was not confirmed, because its link does not lead to this machine.");
                return;
            }
            client.sendAsync(
                            HttpRequest.newBuilder(link)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .exceptionally(unreachable -> {
                        LOG.warn("A subscription was not confirmed: {}", unreachable.getMessage());
                        return null;
                    });
        } catch (JsonProcessingException | UnknownHostException | IllegalArgumentException e) {
            LOG.warn("A subscription was not confirmed, because its message cannot be read.");
        }
    }

    private String json() {
        ArrayNode list = MAPPER.createArrayNode();
        for (Received one : received()) {
            ObjectNode entry = list.addObject()
                    .put("name", one.name())
                    .put("method", one.method())
                    .put("at", one.at().toString())
                    .put("answered", one.answered())
                    .put("signature", one.signature().name())
                    .put("body", one.body());
            ObjectNode headers = entry.putObject("headers");
            one.headers().forEach(headers::put);
        }
        try {
            return MAPPER.writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
