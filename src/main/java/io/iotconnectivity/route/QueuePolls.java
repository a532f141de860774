package io.iotconnectivity.route;

import io.iotconnectivity.signal.Printable;
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
    private static final Logger LOG = LoggerFactory.getLogger(QueuePolls.class);

    /** A poll of an empty queue waits for long; if it were refused, that would be known by now. */
    private static final Duration LET_IN = Duration.ofSeconds(5);

    private final Clock clock;
    private volatile Status status;
    private volatile Optional<Instant> firstPollAt = Optional.empty();

    /**
     * @param connected whether the latest poll went through
     * @param since when that last changed
     * @param lastMessageAt when a poll last brought messages
     * @param lastError why the latest poll that failed did
     */
    public record Status(
            boolean connected, Instant since, Optional<Instant> lastMessageAt, Optional<String> lastError) {}

    public QueuePolls(Clock clock) {
        this.clock = clock;
        this.status = new Status(false, clock.instant(), Optional.empty(), Optional.empty());
    }

    public Status status() {
        Status now = status;
        boolean waits = firstPollAt
                .filter(at -> at.plus(LET_IN).isBefore(clock.instant()))
                .isPresent();
        return waits && !now.connected() && now.lastError().isEmpty()
                ? new Status(true, now.since(), now.lastMessageAt(), now.lastError())
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
        status = new Status(
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
        status = new Status(
                false, status.connected() ? clock.instant() : status.since(), status.lastMessageAt(), Optional.of(why));
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
