package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.engine.kafka.OpenTopic;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which outages and incidents of the fleet are open, as the topic {@code open} tells: about 200 bytes each. Thread-safe.
 */
final class OpenTicketKeys implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final TopicTail tail;

    OpenTicketKeys(SinkClients clients, LogEnds ends, int partitions) {
        tail = new TopicTail(clients.settings().topic(Topics.OPEN), partitions, clients, ends, this::read);
        tail.start();
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            open.remove(record.key());
        } else {
            open.add(record.key());
        }
    }

    /** Whether what an event is about is open, as far as it is known here. */
    boolean isOpen(Event event) {
        return OpenTopic.key(event).filter(open::contains).isPresent();
    }

    /**
     * Learns everything that was appended before this call.
     *
     * @throws StoreUnavailable if that is not possible at present
     */
    void catchUp() {
        tail.catchUp(PATIENCE);
    }

    @Override
    public void close() {
        tail.close();
    }
}
