package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.thread.RepeatedTask;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How many records each stage has yet to read, over all nodes, and whether the cluster answers; asked every few seconds. */
final class StageLags implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration ANSWERS = Duration.ofSeconds(10);

    private final Map<String, String> topics;
    private final ClusterSettings settings;
    private final Admin admin;
    private final RepeatedTask looking =
            new RepeatedTask("stage-lags", this::look, "Cannot determine how far the stages are");
    private volatile Map<String, Long> lags = Map.of();
    private volatile Optional<String> problem = Optional.empty();

    StageLags(ClusterSettings settings) {
        this.settings = settings;
        this.topics = Map.of(StageClients.DEVICES, Topics.SIGNALS, StageClients.INCIDENTS, Topics.CASES_IN);
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWERS.toMillis());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWERS.toMillis() / 2);
        this.admin = Admin.create(properties);
    }

    /** What asks the cluster, for other questions. */
    Admin admin() {
        return admin;
    }

    void start() {
        looking.start(Duration.ZERO, PAUSE);
    }

    /** The number of records that a stage has yet to read; absent while it is unknown. */
    Optional<Long> lag(String stage) {
        return Optional.ofNullable(lags.get(stage));
    }

    /** Why the cluster does not answer; absent while it does. */
    Optional<String> problem() {
        return problem;
    }

    private void look() {
        try {
            Map<String, Long> found = new HashMap<>();
            for (Map.Entry<String, String> stage : topics.entrySet()) {
                found.put(
                        stage.getKey(),
                        place(stage.getKey(), settings.topic(stage.getValue())).lag());
            }
            lags = Map.copyOf(found);
            problem = Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            problem = Optional.of("Kafka does not answer: " + why.getMessage()
                    + "; signals are not acknowledged until it does. Check the brokers of kafka.bootstrap-servers");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * How far stages have come.
     *
     * @param lag how many records they have yet to read
     * @param end where what they read ends
     */
    record Place(long lag, long end) {}

    /**
     * How far both stages have come by now.
     *
     * @throws StoreException if the cluster does not tell
     */
    Place together() {
        long lag = 0;
        long end = 0;
        try {
            for (Map.Entry<String, String> stage : topics.entrySet()) {
                Place each = place(stage.getKey(), settings.topic(stage.getValue()));
                lag += each.lag();
                end += each.end();
            }
        } catch (ExecutionException | TimeoutException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new StoreException("engine=kafka: Kafka does not tell how far the stages are: " + why, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
        return new Place(lag, end);
    }

    private Place place(String stage, String topic) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(settings.stage(stage))
                .partitionsToOffsetAndMetadata()
                .get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        List<TopicPartition> partitions = admin
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
                .get(topic)
                .partitions()
                .stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        long lag = 0;
        long sum = 0;
        for (var end : admin.listOffsets(wanted)
                .all()
                .get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
                .entrySet()) {
            OffsetAndMetadata at = read.get(end.getKey());
            lag += Math.max(0, end.getValue().offset() - (at == null ? 0 : at.offset()));
            sum += end.getValue().offset();
        }
        return new Place(lag, sum);
    }

    @Override
    public void close() {
        looking.close();
        admin.close(Duration.ofSeconds(1));
    }
}
