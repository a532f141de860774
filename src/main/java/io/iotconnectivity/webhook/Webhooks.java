package io.iotconnectivity.webhook;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.webhook.format.BrokenPayload;
import io.iotconnectivity.webhook.format.Format;
import io.iotconnectivity.webhook.format.Payload;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to the webhooks, by name. Each has its own connections, so that one that hangs takes none from the
 * others.
 */
public final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private final Map<String, Webhook> byName = new LinkedHashMap<>();

    /**
     * @throws IllegalArgumentException if a webhook's payload file or authorities cannot be used
     */
    public Webhooks(List<WebhookSettings> webhooks, WaysOut ways, Clock clock) {
        this(webhooks, ways, clock, SystemDefaultDnsResolver.INSTANCE);
    }

    /** Without a proxy. */
    public Webhooks(List<WebhookSettings> webhooks, Clock clock) {
        this(webhooks, WaysOut.DIRECT, clock);
    }

    Webhooks(List<WebhookSettings> webhooks, Clock clock, DnsResolver names) {
        this(webhooks, WaysOut.DIRECT, clock, names);
    }

    Webhooks(List<WebhookSettings> webhooks, WaysOut ways, Clock clock, DnsResolver names) {
        for (WebhookSettings settings : webhooks) {
            byName.put(
                    settings.name(),
                    new Webhook(
                            Means.of(
                                    settings,
                                    new Caller(settings, ways, names),
                                    time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()),
                                    clock),
                            payload(settings)));
        }
    }

    private static Optional<Payload> payload(WebhookSettings settings) {
        Format format = Format.of(settings.format()).orElseThrow();
        if (format.onlyPosts()) {
            LOG.info(
                    "Webhook {} can only post: what it has posted is never changed and has no thread, so each update"
                            + " of an incident is a new message",
                    settings.name());
        }
        try {
            return format.isCloudEvents() ? Optional.empty() : Optional.of(Payload.open(format, settings.options()));
        } catch (BrokenPayload e) {
            throw new IllegalArgumentException("webhook " + settings.name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Delivers one event. Returns once the webhook has accepted it.
     *
     * @throws RetryLater if the webhook says when to come back
     * @throws NotTaken if it cannot be reached or refuses the event, and another attempt may help
     * @throws NotThisOne if it works but refuses this event only
     * @throws Undeliverable if no attempt can help
     * @throws SinkGone if it wants no more events
     * @throws IOException if it does not respond in time or fails; it may have accepted the event
     * @throws IllegalArgumentException if there is no webhook with this name
     */
    public Posted post(String name, Posting posting)
            throws IOException, RetryLater, NotTaken, NotThisOne, Undeliverable, SinkGone, InterruptedException {
        Webhook webhook = byName.get(name);
        if (webhook == null) {
            throw new IllegalArgumentException("there is no webhook '" + name + "'; set webhook." + name + ".url");
        }
        return webhook.post(posting);
    }

    /**
     * Requests the root page of a webhook's server, to see whether it can be reached and trusted. Posts nothing, and
     * sends no credentials.
     *
     * @return the status of the response; any means that the server is reachable
     * @throws NotTaken if no connection can be made, with the fix if one is known
     * @throws IOException if it does not respond in time or fails
     */
    public int reach(String name) throws IOException, NotTaken {
        return byName.get(name).reach();
    }

    @Override
    public void close() throws IOException {
        for (Webhook webhook : byName.values()) {
            webhook.close();
        }
    }
}
