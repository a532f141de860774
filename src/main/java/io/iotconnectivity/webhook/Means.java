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

/** What the deliveries to one webhook have in common: its requests go out signed, with the headers of the settings. */
record Means(
        WebhookSettings settings,
        List<WebhookSecret> secrets,
        Sender sender,
        AnswerWording wording,
        Waiting waiting,
        Clock clock) {

    /** Lets time pass. */
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

    /** The same for a receiver that the settings name no longer. */
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

    /** For a request, by their names in any case. */
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
