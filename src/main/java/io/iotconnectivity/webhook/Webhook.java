package io.iotconnectivity.webhook;

import io.iotconnectivity.delivery.HttpOutcome;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.webhook.format.BrokenPayload;
import io.iotconnectivity.webhook.format.Format;
import io.iotconnectivity.webhook.format.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Delivers to one webhook: a CloudEvent as it is, or by the requests that a payload file makes. */
final class Webhook implements AutoCloseable {
    /** Of the response to a CloudEvent, which is only displayed. */
    private static final int MOST_SHOWN = 4 * 1024;

    /** A receiver that is no longer in the settings and does not answer is given up after this many attempts. */
    private static final int ATTEMPTS_AT_A_FORMER_ADDRESS = 10;

    private final WebhookSettings settings;
    private final Optional<Payload> payload;
    private final Means means;

    /**
     * @param payload absent for {@code cloudevents}
     */
    Webhook(Means means, Optional<Payload> payload) {
        this.means = means;
        this.settings = means.settings();
        this.payload = payload;
    }

    /**
     * @throws IOException with a message that says what went wrong and contains no secret; the event may have arrived
     */
    Posted post(Posting posting)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone, InterruptedException {
        Optional<WebhookReceipt> before = posting.receipt().flatMap(WebhookReceipt::read);
        String format = before.map(WebhookReceipt::format).orElse(settings.format());
        boolean moved =
                before.isPresent() && !WebhookReceipt.sameOrigin(before.get().url(), settings.url());
        if (!moved) {
            return post(means, posting, new Receiver(settings.url(), format, false), before);
        }
        // Whoever was notified of the beginning must be notified of the end.
        Receiver former = new Receiver(before.get().url(), format, true);
        try {
            return post(means.at(former.url()), posting, former, before);
        } catch (SinkGone e) {
            throw new Undeliverable("at the address previously configured: " + e.getMessage());
        } catch (IOException | NotTaken | NotThisOne | RetryLater e) {
            if (posting.attempt() >= ATTEMPTS_AT_A_FORMER_ADDRESS) {
                throw new Undeliverable("at the address previously configured: " + e.getMessage());
            }
            throw e;
        }
    }

    /**
     * Requests the root page of the receiver's server, without credentials and without the path.
     *
     * @return the status of the response
     */
    int reach() throws IOException, NotTaken {
        Call page = new Call("GET", settings.url().resolve("/"), Means.headers(), Optional.empty(), MOST_SHOWN);
        return means.sender().send(page).status();
    }

    private Posted post(Means means, Posting posting, Receiver target, Optional<WebhookReceipt> before)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone, InterruptedException {
        if (target.format().equals(Format.CLOUDEVENTS)) {
            return postAsItIs(means, posting, target);
        }
        return new Errand(means, posting, target, before, file(target.format())).run();
    }

    private Payload file(String format) throws Undeliverable {
        if (format.equals(settings.format())) {
            return payload.orElseThrow();
        }
        try {
            return Payload.former(format);
        } catch (BrokenPayload e) {
            throw new Undeliverable("webhook " + settings.name() + ": " + e.getMessage(), e);
        }
    }

    private static Posted postAsItIs(Means means, Posting posting, Receiver target)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone {
        byte[] body = posting.event().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Means.headers();
        // Exactly this: the CloudEvents SDK for JavaScript accepts a charset in lower case at most.
        headers.put("Content-Type", "application/cloudevents+json");
        Answer answer = means.send(posting, target, "POST", target.url(), headers, Optional.of(body), MOST_SHOWN);
        if (!answer.isSuccess()) {
            answer.refuse(
                    HttpOutcome.OF_EVENT,
                    means.clock().instant(),
                    means.wording().refusal(answer));
        }
        return new Posted(target.receipt(Optional.empty()), means.wording().answer(answer));
    }

    @Override
    public void close() {
        means.sender().close();
    }
}
