package io.iotconnectivity.route;

import io.iotconnectivity.webhook.Posted;
import io.iotconnectivity.webhook.Posting;
import io.iotconnectivity.webhook.Webhooks;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Hands what stands in an exchange to the webhooks, and what they say back to the exchange. */
public final class WebhookSink {
    private final Webhooks webhooks;

    public WebhookSink(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /**
     * Delivers the event of the exchange.
     *
     * @param name of the webhook
     * @throws Exception as {@link Webhooks#post} says
     */
    public void deliver(String name, Exchange exchange) throws Exception {
        Posted posted = webhooks.post(
                name,
                new Posting(
                        exchange.getMessage().getHeader("ConnectivityEventId", String.class),
                        exchange.getMessage().getBody(String.class),
                        Optional.ofNullable(exchange.getMessage().getHeader("ConnectivityAttempt", Integer.class))
                                .orElse(1),
                        Optional.ofNullable(exchange.getProperty(SinkDelivery.RECEIPT, String.class))));
        posted.receipt().ifPresent(receipt -> exchange.setProperty(SinkDelivery.RECEIPT, receipt));
        posted.again().ifPresent(again -> exchange.setProperty(SinkDelivery.AGAIN, again.toSeconds()));
        exchange.setProperty(SinkDelivery.ANSWER, posted.answer());
    }
}
