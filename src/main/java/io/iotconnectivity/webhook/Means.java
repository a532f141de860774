package io.iotconnectivity.webhook;

import io.iotconnectivity.delivery.NotTaken;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What all deliveries to one webhook share: its requests are sent signed, with the headers from the settings. */
record Means(
        WebhookSettings settings,
        List<WebhookSecret> secrets,
        Sender sender,
        AnswerWording wording,
        Waiting waiting,
        Clock clock) {

    /** Waits. */
    @FunctionalInterface
    interface Waiting {
        void take(Duration time) throws InterruptedException;
    }

    static Means of(WebhookSettings settings, Sender sender, Waiting waiting, Clock clock) {
        return new Means(
                settings,
                settings.secrets().stream().map(WebhookSecret::of).toList(),
                sender,
                new AnswerWording(settings),
                waiting,
                clock);
    }

    /** The same for a receiver no longer in the settings. */
    Means at(URI former) {
        return new Means(settings, secrets, sender, wording.at(former), waiting, clock);
    }

    Answer send(
            Posting posting,
            Receiver target,
            String method,
            URI uri,
            Map<String, String> headers,
            Optional<byte[]> body,
            int most)
            throws IOException, NotTaken {
        if (!target.former()) {
            headers.putAll(settings.headers());
        }
        sign(headers, posting.eventId(), body.orElse(new byte[0]));
        return sender.send(new Call(method, uri, headers, body, most));
    }

    /** The headers for a request; names are case-insensitive. */
    static Map<String, String> headers() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    private void sign(Map<String, String> headers, String eventId, byte[] body) {
        Instant now = clock.instant();
        headers.put("webhook-id", eventId);
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        if (!secrets.isEmpty()) {
            headers.put(
                    "webhook-signature",
                    secrets.stream()
                            .map(secret -> secret.sign(eventId, now, body))
                            .collect(Collectors.joining(" ")));
        }
    }
}
