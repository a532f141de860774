package io.iotconnectivity.webhook;

import io.iotconnectivity.engine.RetryLater;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Posts events to the webhooks, by name. Each has its own connections, so that one that hangs takes none from another. */
public final class Webhooks implements AutoCloseable {
    private final Map<String, Webhook> byName = new LinkedHashMap<>();
    private final ScheduledExecutorService deadlines;

    public Webhooks(List<WebhookSettings> webhooks, Clock clock) {
        deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "webhook-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        for (WebhookSettings settings : webhooks) {
            byName.put(settings.name(), new Webhook(settings, clock, deadlines));
        }
    }

    /**
     * Posts one event. Returns once the webhook has answered with a status from 200 to 299.
     *
     * @param eventId the same at every attempt, so that the receiver can tell a repetition
     * @param body the CloudEvent as JSON
     * @throws RetryLater if the webhook says when to come back
     * @throws IOException if it refuses the event, does not answer in time, or cannot be reached
     * @throws IllegalArgumentException if there is no webhook of this name
     */
    public void deliver(String name, String eventId, String body) throws IOException, RetryLater {
        Webhook webhook = byName.get(name);
        if (webhook == null) {
            throw new IllegalArgumentException("there is no webhook '" + name + "'; set webhook." + name + ".url");
        }
        webhook.post(eventId, body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        for (Webhook webhook : byName.values()) {
            webhook.close();
        }
    }
}
