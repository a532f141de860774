package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TopicPlanTest {
    private static final short REPLICAS = 3;

    private final ClusterSettings settings =
            new ClusterSettings("127.0.0.1:9092", "fleet", Path.of("state"), Map.of(), Duration.ofDays(30));

    @Test
    void noTopicTakesOverDefaultsOfTheClusterThatLoseWhatWasAcknowledged() {
        assertThat(TopicPlan.of(settings).topics()).allSatisfy(topic -> assertThat(topic.configs(REPLICAS))
                .containsEntry("unclean.leader.election.enable", "false")
                .containsEntry("min.insync.replicas", "2")
                .containsKey("cleanup.policy"));
    }

    @Test
    void noSizeLimitsWhatHasNotBeenRead() {
        assertThat(TopicPlan.of(settings).topics().stream()
                        .filter(topic -> topic.kept().isPresent()))
                .isNotEmpty()
                .allSatisfy(topic -> assertThat(topic.configs(REPLICAS)).containsEntry("retention.bytes", "-1"));
    }

    @Test
    void statesOfTheStagesAreAsSafeAsTheirTopics() {
        Properties stage = StageClients.properties(settings, StageClients.DEVICES, REPLICAS);

        assertThat(stage)
                .containsEntry("replication.factor", 3)
                .containsEntry("topic.unclean.leader.election.enable", "false")
                .containsEntry("topic.min.insync.replicas", "2")
                .containsEntry("producer.max.request.size", TopicPlan.LARGEST_ROW);
    }
}
