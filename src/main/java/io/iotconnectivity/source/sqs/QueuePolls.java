package io.iotconnectivity.source.sqs;

import io.iotconnectivity.route.BrokenRoutes;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.source.SourceStatus;
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
 * Knows whether the queue can be read, and tells the log when that changes; the consumer's own log, a stack trace a poll, is
 * switched off in log4j2.xml.
 */
public final class QueuePolls implements PollingConsumerPollStrategy, ExceptionHandler {
    /** The id of the source's route. */
    public static final String NAME = "source-queue";

    private static final Logger LOG = LoggerFactory.getLogger(QueuePolls.class);

    /** A poll of an empty queue waits for long; if it were refused, that would be known by now. */
    private static final Duration LET_IN = Duration.ofSeconds(5);

    private final Clock clock;
    private volatile SourceStatus status;
    private volatile Optional<Instant> firstPollAt = Optional.empty();

    public QueuePolls(Clock clock) {
        this.clock = clock;
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
        return true;
    }

    @Override
    public synchronized void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
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
        if (consumer instanceof StatefulService service && !service.isRunAllowed()) {
            // We hang up ourselves.
            return false;
        }
        String why = Printable.line(BrokenRoutes.reason(cause));
        if (status.connected() || status.lastError().isEmpty()) {
            LOG.warn("The queue cannot be read, which is tried on and on: {}", why);
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

    /** With an exchange: a message was not stored, or not deleted. Without: a poll failed, which {@link #rollback} tells. */
    @Override
    public void handleException(String message, Exchange exchange, Throwable failure) {
        if (exchange == null) {
            return;
        }
        LOG.warn("A message of the queue comes again: {}", Printable.line(BrokenRoutes.reason(failure)));
    }
}
