package io.iotconnectivity.route;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.HttpOutcome;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.net.NoWayOut;
import io.iotconnectivity.net.RetryAfter;
import io.iotconnectivity.secret.Secrets;
import io.iotconnectivity.trace.Tracing;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers to one sink's route: returning means that the route completed, throwing that it did not. */
final class SinkDelivery implements Delivery {
    /** Exchange property holding the {@link Event}, for sinks that call beans. */
    static final String EVENT = "ConnectivityEvent";

    /**
     * Exchange property with what the sink keeps for the next event of the same incident: a text that the route finds
     * there, and may replace or remove.
     */
    static final String RECEIPT = "ConnectivityReceipt";

    /** Exchange property in which a route may leave the sink's response. */
    static final String ANSWER = "ConnectivityAnswer";

    /**
     * Exchange property in which a route may say after how many seconds it wants the same event again, repeated for as
     * long as the incident is open.
     */
    static final String AGAIN = "ConnectivityAgain";

    private static final Logger LOG = LoggerFactory.getLogger(SinkDelivery.class);

    private final Endpoint endpoint;
    private final ProducerTemplate producer;
    private final CloudEvents json;
    private final boolean batches;
    private final Clock clock;
    private final Optional<Tracing> tracing;
    private final Secrets secrets;

    /**
     * @param batches whether the route gets a list of events instead of one event as JSON
     * @param secrets kept out of what routes and components say
     */
    SinkDelivery(
            Endpoint endpoint,
            ProducerTemplate producer,
            CloudEvents json,
            boolean batches,
            Clock clock,
            Optional<Tracing> tracing,
            Secrets secrets) {
        this.secrets = secrets;
        this.endpoint = endpoint;
        this.producer = producer;
        this.json = json;
        this.batches = batches;
        this.clock = clock;
        this.tracing = tracing;
    }

    @Override
    public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
        return deliver(events, attempt, receipt, Optional.empty());
    }

    @Override
    public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt, Optional<String> trace)
            throws Exception {
        if (tracing.isEmpty()) {
            return send(events, attempt, receipt, Optional.empty());
        }
        Tracing.Work work = tracing.get()
                .delivering(
                        endpoint.getEndpointBaseUri().replaceFirst("^direct:/*sink-", ""),
                        attempt,
                        events.stream().findFirst().filter(one -> !batches),
                        trace);
        try {
            Receipt given = send(events, attempt, receipt, Optional.of(work.header()));
            work.end(Optional.empty());
            return given;
        } catch (Exception e) {
            work.end(Optional.of(e));
            throw e;
        }
    }

    private Receipt send(List<Event> events, int attempt, Optional<String> receipt, Optional<String> traceparent)
            throws Exception {
        Exchange exchange = endpoint.createExchange(ExchangePattern.InOnly);
        Message message = exchange.getMessage();
        message.setHeader("ConnectivityAttempt", attempt);
        traceparent.ifPresent(header -> message.setHeader(Tracing.HEADER, header));
        if (batches) {
            message.setBody(events);
        } else {
            fill(exchange, events.get(0));
            receipt.ifPresent(kept -> exchange.setProperty(RECEIPT, kept));
        }
        Exchange result = producer.send(endpoint, exchange);
        if (result.getException() != null) {
            throw discreet(translate(result.getException()));
        }
        if (result.isRollbackOnly() || result.isRollbackOnlyLast()) {
            throw new IllegalStateException("the route rolled back");
        }
        return batches ? Receipt.NONE : receipt(result);
    }

    private Receipt receipt(Exchange result) {
        Optional<String> kept = Optional.ofNullable(result.getProperty(RECEIPT, String.class));
        if (kept.filter(text -> text.length() > Receipt.LONGEST_KEPT).isPresent()) {
            LOG.warn(
                    "{} asks to keep more than {} characters for the next event of the incident; nothing is kept",
                    endpoint.getEndpointUri(),
                    Receipt.LONGEST_KEPT);
        }
        return new Receipt(
                kept,
                Optional.ofNullable(result.getProperty(ANSWER, String.class)).map(secrets::masked),
                Optional.ofNullable(result.getProperty(AGAIN, Long.class)).map(Duration::ofSeconds));
    }

    private void fill(Exchange exchange, Event event) {
        Message message = exchange.getMessage();
        exchange.setProperty(EVENT, event);
        message.setBody(new String(json.write(event), StandardCharsets.UTF_8));
        message.setHeader("ConnectivityEventId", event.id());
        message.setHeader("ConnectivityEventType", event.type().fullName());
        event.device().ifPresent(device -> {
            message.setHeader("ConnectivityClientId", device.clientId());
            message.setHeader("ConnectivityState", device.state().name());
        });
        event.device()
                .flatMap(DeviceData::reason)
                .or(() -> event.incident().flatMap(IncidentData::reason))
                .ifPresent(reason -> message.setHeader("ConnectivityReason", reason));
        event.data().severity().map(Severity::word).ifPresent(word -> message.setHeader("ConnectivitySeverity", word));
        event.data().incident().ifPresent(id -> message.setHeader("ConnectivityIncidentId", id));
    }

    /** The failure that the engine understands, wherever it is in the chain of causes. */
    private Exception translate(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetryLater
                    || cause instanceof Undeliverable
                    || cause instanceof NotTaken
                    || cause instanceof NotThisOne
                    || cause instanceof SinkGone) {
                return (Exception) cause;
            }
            if (cause instanceof HttpOperationFailedException refusal) {
                return translate(refusal);
            }
            if (neverGotThere(cause)) {
                return new NotTaken(failure.getMessage(), failure);
            }
        }
        return failure;
    }

    /** Components put addresses into their messages, with everything in them, and servers' replies. */
    private Exception discreet(Exception failure) {
        String said = String.valueOf(failure.getMessage());
        String masked = secrets.masked(said);
        if (masked.equals(said)) {
            return failure;
        }
        if (failure instanceof NotTaken) {
            return new NotTaken(masked, failure);
        }
        if (failure instanceof NotThisOne quarrel) {
            return new NotThisOne(masked, quarrel.pause(), quarrel.maybe());
        }
        if (failure instanceof RetryLater later) {
            return new RetryLater(masked, later.pause(), later.maybe());
        }
        if (failure instanceof Undeliverable hopeless) {
            return new Undeliverable(masked, failure, hopeless.maybe());
        }
        if (failure instanceof SinkGone gone) {
            return new SinkGone(masked, gone.maybe());
        }
        return new IOException(masked, failure);
    }

    /** The original message contains the address, which may be a secret. */
    private Exception translate(HttpOperationFailedException refusal) {
        try {
            HttpOutcome.OF_EVENT.refuse(
                    refusal.getStatusCode(),
                    HttpOutcome.isPage(
                            header(refusal, "Content-Type").orElse(""),
                            Optional.ofNullable(refusal.getResponseBody()).orElse("")),
                    header(refusal, "Retry-After").flatMap(text -> RetryAfter.parse(text, clock.instant())),
                    "the address answered " + refusal.getStatusCode());
            return refusal;
        } catch (IOException | NotTaken | NotThisOne | RetryLater | Undeliverable | SinkGone outcome) {
            return outcome;
        }
    }

    private static Optional<String> header(HttpOperationFailedException refusal, String name) {
        return Optional.ofNullable(refusal.getResponseHeaders()).stream()
                .flatMap(all -> all.entrySet().stream())
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean neverGotThere(Throwable cause) {
        return cause instanceof NoWayOut
                || cause instanceof ConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException
                || cause instanceof DirectConsumerNotAvailableException;
    }
}
