package io.iotconnectivity.doctor;

import io.iotconnectivity.extension.ExtensionFolder;
import io.iotconnectivity.source.kafka.KafkaSourceSettings;
import io.iotconnectivity.source.kafka.TopicAccess;
import java.util.List;
import java.util.Optional;

/** Checks whether the Kafka topic that an IoT rule feeds can be read. */
final class SourceTopicCheck implements Check {
    private final Optional<KafkaSourceSettings> topic;

    SourceTopicCheck(Optional<KafkaSourceSettings> topic) {
        this.topic = topic;
    }

    @Override
    public String name() {
        return "kafka source";
    }

    @Override
    public boolean isUsed() {
        return topic.isPresent();
    }

    @Override
    public List<Finding> look() {
        try {
            return new TopicAccess(topic.orElseThrow())
                    .look().stream().map(this::finding).toList();
        } catch (NoClassDefFoundError e) {
            return List.of(Finding.error(
                    name(),
                    "the libraries of Kafka are not part of this release, and source.kafka.enabled needs them",
                    ExtensionFolder.kafkaCommand()));
        }
    }

    private Finding finding(TopicAccess.Result result) {
        if (result.fix().isEmpty()) {
            return Finding.ok(name(), result.what());
        }
        String fix = result.fix().get();
        return result.harms() ? Finding.error(name(), result.what(), fix) : Finding.warning(name(), result.what(), fix);
    }
}
