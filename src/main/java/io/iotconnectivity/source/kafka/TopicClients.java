package io.iotconnectivity.source.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;

/**
 * Makes the consumer of the route, with properties that may be secret and so are in no URI, and with those that the
 * guarantees depend on.
 */
final class TopicClients implements KafkaClientFactory {
    private final KafkaSourceSettings settings;
    private final TopicReads reads;
    /** Knows the classes that users add, for example for signing in with IAM. */
    private final ClassLoader libraries = Thread.currentThread().getContextClassLoader();

    TopicClients(KafkaSourceSettings settings, TopicReads reads) {
        this.settings = settings;
        this.reads = reads;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Properties ofCamel) {
        Map<String, Object> all = new HashMap<>();
        ofCamel.forEach((name, value) -> all.put(name.toString(), value));
        all.putAll(settings.client());
        all.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // A topic that is misspelt would be made, and stay empty.
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(libraries);
        try {
            return new WatchedConsumer(all, settings.topic(), reads);
        } catch (RuntimeException e) {
            reads.failed(e);
            throw e;
        } finally {
            Thread.currentThread().setContextClassLoader(ofThread);
        }
    }

    @Override
    public Producer<?, ?> getProducer(Properties ignored) {
        throw new UnsupportedOperationException("it is a source");
    }

    @Override
    public String getBrokers(KafkaConfiguration ignored) {
        return settings.brokers();
    }
}
