package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Marks an installation for as long as state is being imported into it, by a topic: it must not run until all of it is
 * there. Also finds out whether it has none yet.
 */
final class ImportMark {
    private static final String NAME = "importing";
    private static final Duration ANSWERS = Duration.ofSeconds(30);

    private final ClusterSettings settings;
    private final Admin admin;

    ImportMark(ClusterSettings settings, Admin admin) {
        this.settings = settings;
        this.admin = admin;
    }

    /**
     * @throws StoreException if an import has not ended
     */
    void refuse() {
        if (topics().contains(settings.topic(NAME))) {
            throw new StoreException("engine=kafka: an import into " + settings.applicationId()
                    + " is in progress, or has failed. If it has failed, " + remedy());
        }
    }

    /**
     * Begins an import.
     *
     * @throws StoreException if the installation has a state already
     */
    void begin() {
        refuse();
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        List<String> used = answer(admin.listOffsets(latest).all()).entrySet().stream()
                .filter(end -> end.getValue().offset() > 0)
                .map(end -> end.getKey().topic())
                .distinct()
                .sorted()
                .toList();
        if (!used.isEmpty()) {
            throw new StoreException("engine=kafka: " + settings.applicationId() + " has a state already (in "
                    + String.join(", ", used) + "), and a state is imported into none that there is. Set another"
                    + " kafka.application-id; or, if that state may be lost, stop all instances and " + remedy());
        }
        answer(admin.createTopics(List.of(new NewTopic(settings.topic(NAME), Optional.of(1), Optional.empty())))
                .all());
    }

    private String remedy() {
        return "delete its topics and the folder kafka.folder, and import again: kafka-topics.sh --bootstrap-server "
                + settings.bootstrapServers().replaceAll("\\s", "") + " --delete --topic '"
                + String.join("|", ours()).replace(".", "\\.") + "'";
    }

    /** The topics of the installation that there are. */
    private List<String> ours() {
        Set<String> planned = TopicPlan.of(settings).topics().stream()
                .map(TopicPlan.Planned::name)
                .collect(Collectors.toSet());
        planned.add(settings.topic(NAME));
        return topics().stream()
                .filter(topic -> planned.contains(topic) || isChangelog(topic))
                .sorted()
                .toList();
    }

    private boolean isChangelog(String topic) {
        return topic.endsWith("-changelog")
                && List.of(StageClients.DEVICES, StageClients.INCIDENTS).stream()
                        .anyMatch(stage -> topic.startsWith(settings.stage(stage) + '-'));
    }

    private List<TopicPartition> partitions() {
        return answer(admin.describeTopics(ours()).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    /** All of it is there. */
    void end() {
        answer(admin.deleteTopics(List.of(settings.topic(NAME))).all());
    }

    private Collection<String> topics() {
        return answer(admin.listTopics().names());
    }

    private static <T> T answer(KafkaFuture<T> asked) {
        try {
            return asked.get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StoreException(
                    "engine=kafka: Kafka refuses: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new StoreException("engine=kafka: Kafka does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
    }
}
