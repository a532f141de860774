package io.iotconnectivity.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.process.RunningProduct.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers that echo what they were sent, each in its own way, and what is found of it afterwards. */
class EchoingReceiverIT {
    private static final String FORMAT =
            """
            if .answers == [] then
              {request: {path: "/events", body: {pwd: .options.pwd}, headers: {"X-Sig": .options.sig}, expect: [422]}}
            else
              {fail: ("it says " + (.answers[-1].body | tostring))}
            end
            """;

    @TempDir
    Path directory;

    /** By status and form of the echo. */
    private enum Echo {
        PLAIN(400, text -> text),
        PERCENT(500, text -> URLEncoder.encode(text, UTF_8)),
        PERCENT_TWICE(403, text -> URLEncoder.encode(URLEncoder.encode(text, UTF_8), UTF_8)
                .toLowerCase(Locale.ROOT)),
        HTML(404, text -> text.replace("&", "&amp;").replace("/", "&#x2F;").replace("=", "&#61;")),
        JSON(
                503,
                text -> "{\"error\":\""
                        + text.replace("\"", "\\\"").replace("/", "\\/").replace("\n", "\\n") + "\"}"),
        UPPER(401, text -> text.toUpperCase(Locale.ROOT)),
        BASE64(502, text -> Base64.getEncoder().encodeToString(text.getBytes(UTF_8))),
        CUT(429, text -> "~".repeat(4096 - 60 - text.length() / 3) + text),
        GONE(410, text -> text),
        TAKEN(200, text -> text);

        private final int status;
        private final UnaryOperator<String> form;

        Echo(int status, UnaryOperator<String> form) {
            this.status = status;
            this.form = form;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Different secrets for each, so that masking one does not hide another. */
        Map<String, String> secrets() {
            String own = Integer.toString(status, 36) + ordinal();
            Map<String, String> secrets = new LinkedHashMap<>();
            secrets.put("segment", "Xk2" + own + "sLqP0" + own + "7rT4" + own);
            secrets.put("sig", "q7" + own + "wR9t" + own + "3iOp5" + own);
            secrets.put("bare", "zX6" + own + "cVb" + own + "8mA2" + own);
            secrets.put("bearer", "xoxb-9" + own + "8f7" + own + "6d5c" + own);
            secrets.put("key", "kEy5" + own + "jH7" + own + "gF4" + own);
            return secrets;
        }
    }

    @Test
    void nothingOfWhatIsSecretIsFoundAnywhere() throws Exception {
        Path payload = Files.writeString(directory.resolve("own.jq"), FORMAT);
        try (Receiver receiver = new Receiver();
                SpanCollector collector = SpanCollector.start();
                UnderAttack attack = UnderAttack.start(directory, setup -> all(setup, receiver)
                        .with("tracing.endpoint", collector.uri().toString())
                        .with("tracing.ratio", "1")
                        .with("webhook.own.format", payload.toString()))) {
            attack.stillTells("device-7");
            await("all receivers to have answered")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> {
                        assertThat(receiver.asked).hasSize(Echo.values().length + 2);
                        assertThat(attack.product().get("/api/dead-letters").path("items"))
                                .hasSizeGreaterThanOrEqualTo(Echo.values().length - 3);
                    });
            String shown = Stream.of(
                            "/api/sinks",
                            "/observe/health",
                            "/observe/health/ready",
                            "/observe/metrics",
                            "/api/dead-letters?limit=100",
                            "/api/devices/device-7/events",
                            "/api/devices/device-7",
                            "/api/incidents")
                    .map(path -> attack.product().text(path))
                    .reduce("", String::concat);
            assertThat(shown).contains("answered 400", "***");
            attack.stillTells("device-8");
            attack.product().stop();

            Set<String> left = new TreeSet<>();
            left.addAll(leftIn("API", shown));
            left.addAll(leftIn("log", attack.product().output()));
            left.addAll(leftIn("spans", collector.spans().toString()));
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(
                                each -> each.getFileName().toString().contains("connectivity.db"))
                        .toList()) {
                    left.addAll(leftIn(file.getFileName().toString(), Files.readString(file, ISO_8859_1)));
                }
            }
            assertThat(left).isEmpty();
        }
    }

    private Setup all(Setup setup, Receiver receiver) {
        Setup all = setup.with("sink.webhook.max-attempts", "2")
                .with("mqtt.username", "us")
                .with("mqtt.password", "pW4mq77ttBroker");
        for (Echo echo : Echo.values()) {
            Map<String, String> secrets = echo.secrets();
            String key = "webhook." + echo.id() + ".";
            all = all.with(
                            key + "url",
                            receiver.url() + "/" + echo.id() + "/" + secrets.get("segment") + "?sig="
                                    + secrets.get("sig") + "&" + secrets.get("bare"))
                    .with(key + "allow-private", "true")
                    .with(key + "events", "device.*")
                    .with(key + "headers.Authorization", "Bearer " + secrets.get("bearer"))
                    .with(key + "headers.X-Plain", secrets.get("key"));
        }
        return all.with("webhook.basic.url", receiver.url() + "/plain/hook")
                .with("webhook.basic.allow-private", "true")
                .with(
                        "webhook.basic.headers.Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("ops:Tr0ub4dor&3".getBytes(UTF_8)))
                .with("webhook.own.url", receiver.url() + "/own")
                .with("webhook.own.allow-private", "true")
                .with("webhook.own.events", "device.*")
                .with("webhook.own.options.pwd", "oPt10nPwd77")
                .with("webhook.own.options.sig", "oPt10nSig88");
    }

    /** The parts of a secret that are long enough to identify it, in plain text and in base64. */
    private static List<String> leftIn(String place, String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        List<String> left = new ArrayList<>();
        Map<String, String> all = new LinkedHashMap<>();
        for (Echo echo : Echo.values()) {
            echo.secrets().forEach((name, secret) -> all.put(echo.id() + " " + name, secret));
        }
        all.put("basic", "Tr0ub4dor&3");
        all.put("basic encoded", Base64.getEncoder().encodeToString("ops:Tr0ub4dor&3".getBytes(UTF_8)));
        all.put("option pwd", "oPt10nPwd77");
        all.put("option sig", "oPt10nSig88");
        all.put("mqtt.password", "pW4mq77ttBroker");
        all.forEach((name, secret) -> {
            boolean plain = parts(secret).anyMatch(part -> folded.contains(part.toLowerCase(Locale.ROOT)));
            boolean encoded = Stream.of("", "x", "xx")
                    .map(before -> Base64.getEncoder().encodeToString((before + secret).getBytes(UTF_8)))
                    .map(base64 -> base64.substring(4, base64.length() - 4))
                    .flatMap(EchoingReceiverIT::parts)
                    .anyMatch(text::contains);
            if (plain || encoded) {
                left.add(place + ": " + name);
            }
        });
        return left;
    }

    private static Stream<String> parts(String secret) {
        return Stream.iterate(0, i -> i + 8 <= secret.length(), i -> i + 1)
                .map(i -> secret.substring(i, i + 8))
                .filter(part -> part.chars().anyMatch(Character::isDigit)
                        && part.chars().anyMatch(Character::isLetter));
    }

    private static final class Receiver implements AutoCloseable {
        private final HttpServer server;
        private final Set<String> asked = new ConcurrentSkipListSet<>();

        Receiver() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", this::answer);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String name = exchange.getRequestURI().getPath().split("/")[1];
            StringBuilder request = new StringBuilder();
            exchange.getRequestHeaders().forEach((header, values) -> {
                if (header.startsWith("X-") || header.startsWith("Auth")) {
                    request.append(header).append(": ").append(values.get(0)).append('\n');
                }
            });
            request.insert(0, exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n");
            Echo echo = Stream.of(Echo.values())
                    .filter(each -> each.id().equals(name))
                    .findFirst()
                    .orElse(Echo.PLAIN);
            boolean own = name.equals("own");
            byte[] answer = echo.form.apply(request + (own ? body : "")).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(own ? 422 : echo.status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            asked.add(exchange.getRequestURI().getPath());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
