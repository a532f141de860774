package io.iotconnectivity.source.sqs;

import io.iotconnectivity.route.BrokenRoutes;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.source.SourceStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.StatefulService;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the queue is polled, tracks whether it can be read, and logs when that changes; the consumer's own
 * logging, a stack trace per poll, is turned off in log4j2.xml.
 */
public final class QueuePolls implements PollingConsumerPollStrategy, ExceptionHandler {
    /** The id of the source's route. */
    public static final String NAME = "source-queue";

    private static final Logger LOG = LoggerFactory.getLogger(QueuePolls.class);

    /** A poll of an empty queue waits for a long time; a refusal would be known by now. */
    private static final Duration LET_IN = Duration.ofSeconds(5);

    /** After a failure. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Clock clock;
    private final PollLimit limit;
    private volatile Instant retryAt = Instant.MIN;
    private volatile SourceStatus status;
    private volatile Optional<Instant> firstPollAt = Optional.empty();

    /**
     * @param most receives at a time; as many as the route has consumers
     */
    public QueuePolls(int most, Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.limit = new PollLimit(most);
        Gauge.builder("iotc.queue.polls", limit, PollLimit::inFlight)
                .description(
                        "Calls that wait for messages from the queue: 1 while it is idle, more while there are many messages")
                .baseUnit("calls")
                .register(meters);
        this.status = SourceStatus.of(NAME, false, clock.instant(), Optional.empty(), Optional.empty());
    }

    public SourceStatus status() {
        SourceStatus now = status;
        boolean waits = firstPollAt
                .filter(at -> at.plus(LET_IN).isBefore(clock.instant()))
                .isPresent();
        return waits && !now.connected() && now.lastError().isEmpty()
                ? SourceStatus.of(NAME, true, now.since(), now.lastMessageAt(), now.lastError())
                : now;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        if (firstPollAt.isEmpty()) {
            firstPollAt = Optional.of(clock.instant());
        }
        return !clock.instant().isBefore(retryAt) && limit.begin();
    }

    @Override
    public synchronized void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        limit.ended(polledMessages);
        Instant now = clock.instant();
        if (!status.connected() && status.lastError().isPresent()) {
            LOG.info("The queue can be read again");
        }
        status = SourceStatus.of(
                NAME,
                true,
                status.connected() ? status.since() : now,
                polledMessages > 0 ? Optional.of(now) : status.lastMessageAt(),
                status.lastError());
    }

    @Override
    public synchronized boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
        limit.failed();
        retryAt = clock.instant().plus(RETRY);
        if (consumer instanceof StatefulService service && !service.isRunAllowed()) {
            // We close the connection ourselves.
            return false;
        }
        String why = Printable.line(BrokenRoutes.reason(cause));
        if (status.connected() || status.lastError().isEmpty()) {
            LOG.warn("The queue cannot be read; retrying: {}", why);
        }
        status = SourceStatus.of(
                NAME,
                false,
                status.connected() ? clock.instant() : status.since(),
                status.lastMessageAt(),
                Optional.of(why));
        return false;
    }

    @Override
    public void handleException(Throwable failure) {
        handleException("", null, failure);
    }

    @Override
    public void handleException(String message, Throwable failure) {
        handleException(message, null, failure);
    }

    /**
     * With an exchange: a message was not stored, or not deleted. Without: a poll failed, which {@link #rollback}
     * reports.
     */
    @Override
    public void handleException(String message, Exchange exchange, Throwable failure) {
        if (exchange == null) {
            return;
        }
        LOG.warn("A queue message will be redelivered: {}", Printable.line(BrokenRoutes.reason(failure)));
    }
}
