package io.iotconnectivity.source.kafka;

import io.iotconnectivity.route.BrokenRoutes;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.source.SourceStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the topic can be read, and how far; logs when that changes. Thread-safe. */
final class TopicReads {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReads.class);

    private final String topic;
    private final Clock clock;
    private volatile SourceStatus status;
    private volatile double lag = Double.NaN;
    private boolean storing = true;

    TopicReads(String topic, Clock clock, MeterRegistry meters) {
        this.topic = topic;
        this.clock = clock;
        this.status = SourceStatus.of(KafkaSource.ROUTE, false, clock.instant(), Optional.empty(), Optional.empty());
        Gauge.builder("iotc.source.kafka.lag", () -> lag)
                .description("Records of the source's topic that this instance has yet to read, in its partitions")
                .baseUnit("records")
                .register(meters);
    }

    SourceStatus status() {
        return status;
    }

    /** Records have come. */
    synchronized void received() {
        readable(true);
    }

    /**
     * Kafka has answered.
     *
     * @param waiting the records that are yet to be read
     */
    synchronized void answered(long waiting) {
        lag = waiting;
        readable(false);
    }

    private void readable(boolean records) {
        if (!status.connected() && status.lastError().isPresent()) {
            LOG.info("Topic {} can be read again", topic);
        }
        status = SourceStatus.of(
                KafkaSource.ROUTE,
                true,
                status.connected() ? status.since() : clock.instant(),
                records ? Optional.of(clock.instant()) : status.lastMessageAt(),
                status.lastError());
    }

    /** The topic cannot be read at present. */
    synchronized void failed(Throwable failure) {
        String why = Printable.line(BrokenRoutes.reason(failure));
        if (status.connected() || status.lastError().isEmpty()) {
            LOG.warn("Topic {} cannot be read; retrying: {}", topic, why);
        }
        lag = Double.NaN;
        status = SourceStatus.of(
                KafkaSource.ROUTE,
                false,
                status.connected() ? clock.instant() : status.since(),
                status.lastMessageAt(),
                Optional.of(why));
    }

    /** Records are durable, and their offsets are committed. */
    synchronized void stored() {
        storing = true;
    }

    /** Records are not durable, or their offsets could not be committed. */
    synchronized void notStored(Throwable failure) {
        if (storing) {
            LOG.warn("Records of topic {} are read again: {}", topic, Printable.line(BrokenRoutes.reason(failure)));
            storing = false;
        }
    }
}
