package io.iotconnectivity.engine.kafka.view;

import io.iotconnectivity.engine.kafka.ReadableTopics;
import io.iotconnectivity.engine.kafka.view.ReadPartition.Content;
import io.iotconnectivity.engine.sqlite.ViewPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Finds the partitions that a view is fed from. */
final class ReadTopics {
    private final Map<String, Content> topics;

    ReadTopics(ReadableTopics names) {
        topics = Map.of(
                names.devices(), Content.DEVICES,
                names.events(), Content.EVENTS,
                names.story(), Content.STORY,
                names.letters(), Content.LETTERS,
                names.shown(), Content.SHOWN);
    }

    /**
     * All partitions of all topics.
     *
     * @throws KafkaException if a topic is missing, or Kafka cannot be asked; the message says which
     */
    List<ReadPartition> partitions(Admin admin) throws InterruptedException {
        List<ReadPartition> all = new ArrayList<>();
        for (Map.Entry<String, Content> topic : topics.entrySet()) {
            TopicDescription found = describe(admin, topic.getKey());
            for (TopicPartitionInfo partition : found.partitions()) {
                all.add(new ReadPartition(
                        new TopicPartition(found.name(), partition.partition()),
                        new ViewPartition(found.topicId().toString(), partition.partition()),
                        topic.getValue()));
            }
        }
        return all;
    }

    private static TopicDescription describe(Admin admin, String topic) throws InterruptedException {
        try {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    e.getCause() instanceof UnknownTopicOrPartitionException
                            ? "there is no topic " + topic + " yet; the first node that joins makes it"
                            : "topic " + topic + " cannot be read: "
                                    + e.getCause().getMessage(),
                    e.getCause());
        }
    }
}
