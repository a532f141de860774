package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.Event;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events that are for one sink only, as records of the topic {@code events}. */
public final class AddressedEvents {
    private static final EventCodec EVENTS = new EventCodec();

    private AddressedEvents() {}

    /** The record of an event that is for this sink only. */
    public static ProducerRecord<String, byte[]> record(ClusterSettings settings, String sink, Event event) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(settings.topic(Topics.EVENTS), event.subject(), EVENTS.write(event));
        record.headers().add(Topics.ADDRESSEE, sink.getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
