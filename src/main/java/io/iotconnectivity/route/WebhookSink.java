package io.iotconnectivity.route;

import io.iotconnectivity.secret.Seal;
import io.iotconnectivity.webhook.Posted;
import io.iotconnectivity.webhook.Posting;
import io.iotconnectivity.webhook.Webhooks;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Passes the event of an exchange to the webhooks, and their response to the exchange. */
public final class WebhookSink {
    private final Webhooks webhooks;
    private final Seal seal;

    /**
     * @param seal encrypts what is kept for each: it says where an incident was opened, and many addresses are a secret
     */
    public WebhookSink(Webhooks webhooks, Seal seal) {
        this.webhooks = webhooks;
        this.seal = seal;
    }

    /**
     * Delivers the event of the exchange.
     *
     * @param name of the webhook
     * @throws Exception as {@link Webhooks#post} says
     */
    public void deliver(String name, Exchange exchange) throws Exception {
        Optional<String> before = Optional.ofNullable(exchange.getProperty(SinkDelivery.RECEIPT, String.class))
                .flatMap(seal::opened);
        Posted posted = webhooks.post(
                name,
                new Posting(
                        exchange.getMessage().getHeader("ConnectivityEventId", String.class),
                        exchange.getMessage().getBody(String.class),
                        Optional.ofNullable(exchange.getMessage().getHeader("ConnectivityAttempt", Integer.class))
                                .orElse(1),
                        before));
        // An unchanged receipt would look different when sealed again, and be written again.
        posted.receipt()
                .filter(receipt -> !before.equals(Optional.of(receipt)))
                .ifPresent(receipt -> exchange.setProperty(SinkDelivery.RECEIPT, seal.sealed(receipt)));
        posted.again().ifPresent(again -> exchange.setProperty(SinkDelivery.AGAIN, again.toSeconds()));
        exchange.setProperty(SinkDelivery.ANSWER, posted.answer());
    }
}
