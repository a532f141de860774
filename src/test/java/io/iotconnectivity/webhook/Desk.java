package io.iotconnectivity.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.webhook.format.BrokenPayload;
import io.iotconnectivity.webhook.format.Format;
import io.iotconnectivity.webhook.format.Payload;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A webhook whose target is a vendor in memory, with a line between them that has good and bad luck. */
public final class Desk {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** By format and options: to compile one takes longer than to deliver by it. */
    private static final Map<List<Object>, Payload> PAYLOADS = new ConcurrentHashMap<>();

    private final Webhook webhook;
    private final Vendor vendor;
    private final Supplier<Luck> luck;

    /** What comes of one request. */
    public enum Luck {
        GOOD,
        /** It cannot be connected to. */
        UNREACHABLE,
        LOST_REQUEST,
        LOST_ANSWER,
        /** A sign-in page answers in place of the vendor. */
        PORTAL,
        BUSY
    }

    public Desk(String format, Map<String, String> options, Vendor vendor, Supplier<Luck> luck) {
        this.vendor = vendor;
        this.luck = luck;
        WebhookSettings settings = new WebhookSettings(
                "desk",
                URI.create("http://127.0.0.1:9"),
                format,
                options,
                List.of(),
                List.of("*"),
                Severity.INFO,
                Map.of(),
                true,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        this.webhook = new Webhook(
                Means.of(
                        settings,
                        new Line(),
                        time -> vendor.timePasses(),
                        Clock.fixed(Instant.parse("2026-11-23T14:00:00Z"), ZoneOffset.UTC)),
                Optional.of(payload(format, options)));
    }

    private static Payload payload(String format, Map<String, String> options) {
        return PAYLOADS.computeIfAbsent(List.of(format, options), first -> {
            try {
                return Payload.open(Format.of(format).orElseThrow(), options);
            } catch (BrokenPayload e) {
                throw new IllegalStateException(e);
            }
        });
    }

    public Receipt deliver(String eventId, String event, int attempt, Optional<String> kept) throws Exception {
        Posted posted = webhook.post(new Posting(eventId, event, attempt, kept));
        return new Receipt(posted.receipt(), Optional.of(posted.answer()));
    }

    private final class Line implements Sender {
        @Override
        public Answer send(Call call) throws IOException, NotTaken {
            Luck how = luck.get();
            if (how == Luck.UNREACHABLE) {
                throw new NotTaken("refused", null);
            }
            if (how == Luck.LOST_REQUEST) {
                throw new IOException("timed out");
            }
            if (how == Luck.PORTAL) {
                return new Answer(200, Map.of("content-type", "text/html"), "<html><title>Sign in</title></html>");
            }
            if (how == Luck.BUSY) {
                return new Answer(503, Map.of(), "");
            }
            Vendor.Reply reply = vendor.answer(
                    call.method(),
                    call.uri().getPath(),
                    query(call.uri()),
                    call.body().map(Line::json).orElse(MissingNode.getInstance()));
            if (how == Luck.LOST_ANSWER) {
                throw new IOException("timed out");
            }
            return new Answer(reply.status(), Map.of("content-type", "application/json"), reply.body());
        }

        private static JsonNode json(byte[] body) {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Map<String, String> query(URI uri) {
            Map<String, String> query = new HashMap<>();
            if (uri.getRawQuery() != null) {
                for (String part : uri.getRawQuery().split("&")) {
                    String[] pair = part.split("=", 2);
                    query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
                }
            }
            return query;
        }

        @Override
        public void close() {}
    }
}
