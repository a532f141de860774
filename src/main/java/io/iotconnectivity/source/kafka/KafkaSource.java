package io.iotconnectivity.source.kafka;

import io.iotconnectivity.route.NoForeignHeaders;
import io.iotconnectivity.source.SourceStatuses;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;

/** Registers the beans that the route {@code source-kafka} names. */
public final class KafkaSource {
    /** The id of the source's route. */
    static final String ROUTE = "source-kafka";

    private KafkaSource() {}

    /**
     * @param accept takes in records; each exchange completes once its record is durable
     * @throws NoClassDefFoundError if the libraries of Kafka are missing
     */
    public static void bind(
            CamelContext camel,
            KafkaSourceSettings settings,
            AsyncProcessor accept,
            Clock clock,
            MeterRegistry meters) {
        TopicReads reads = new TopicReads(settings.topic(), clock, meters);
        SourceStatuses.of(camel).add(ROUTE, reads::status);
        camel.getRegistry().bind("kafkaClients", new TopicClients(settings, reads));
        camel.getRegistry().bind("kafkaRecords", new TopicRecords(accept, reads));
        camel.getRegistry().bind("kafkaHeaders", new NoForeignHeaders());
    }
}
