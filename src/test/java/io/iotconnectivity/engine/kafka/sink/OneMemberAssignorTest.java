package io.iotconnectivity.engine.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OneMemberAssignorTest {
    private static final List<TopicPartition> ALL = List.of(partition(0), partition(1), partition(2));

    @Test
    void oneOfSeveralNewMembersHasAll() {
        assertThat(assign(Map.of("a", List.of(), "b", List.of())).values()).containsExactlyInAnyOrder(ALL, List.of());
    }

    @Test
    void whoHasThemKeepsThem() {
        assertThat(assign(Map.of("a", List.of(), "b", ALL, "c", List.of())))
                .isEqualTo(Map.of("a", List.of(), "b", ALL, "c", List.of()));
    }

    @Test
    void whatAnotherStillHasIsAssignedWhenItHasGivenItUp() {
        assertThat(assign(Map.of("a", List.of(partition(0)), "b", List.of(partition(1), partition(2)))))
                .isEqualTo(Map.of("a", List.of(), "b", List.of(partition(1), partition(2))));
    }

    private static Map<String, List<TopicPartition>> assign(Map<String, List<TopicPartition>> owned) {
        Node node = new Node(1, "127.0.0.1", 9092);
        Node[] nodes = {node};
        Cluster cluster = new Cluster(
                "x",
                List.of(node),
                ALL.stream()
                        .map(each -> new PartitionInfo(each.topic(), each.partition(), node, nodes, nodes))
                        .toList(),
                Set.of(),
                Set.of());
        Map<String, Subscription> members = new HashMap<>();
        owned.forEach(
                (member, partitions) -> members.put(member, new Subscription(List.of("events"), null, partitions)));
        Map<String, List<TopicPartition>> assigned = new HashMap<>();
        new OneMemberAssignor()
                .assign(cluster, new GroupSubscription(members))
                .groupAssignment()
                .forEach((String member, Assignment one) -> assigned.put(member, one.partitions()));
        return assigned;
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition("events", number);
    }
}
