package io.iotconnectivity.engine.kafka.sink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Assigns all partitions to one member of the group, which keeps them for as long as it stays: for sinks that receive
 * everything in one batch. Kafka creates it by its name.
 */
public final class OneMemberAssignor implements ConsumerPartitionAssignor {

    @Override
    public String name() {
        return "one-member";
    }

    /** What a member gives up is assigned only when it has. */
    @Override
    public List<RebalanceProtocol> supportedProtocols() {
        return List.of(RebalanceProtocol.COOPERATIVE);
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return null;
    }

    @Override
    public GroupAssignment assign(Cluster metadata, GroupSubscription group) {
        Map<String, Subscription> members = new TreeMap<>(group.groupSubscription());
        String chosen = members.entrySet().stream()
                .max(Comparator.comparingInt(
                        member -> member.getValue().ownedPartitions().size()))
                .orElseThrow()
                .getKey();
        Set<TopicPartition> ownedByOthers = new HashSet<>();
        Map<String, Assignment> assignments = new HashMap<>();
        members.forEach((member, subscription) -> {
            if (!member.equals(chosen)) {
                ownedByOthers.addAll(subscription.ownedPartitions());
                assignments.put(member, new Assignment(List.of()));
            }
        });
        assignments.put(chosen, new Assignment(free(metadata, members.get(chosen), ownedByOthers)));
        return new GroupAssignment(assignments);
    }

    private static List<TopicPartition> free(Cluster metadata, Subscription chosen, Set<TopicPartition> taken) {
        List<TopicPartition> free = new ArrayList<>();
        for (String topic : chosen.topics()) {
            for (PartitionInfo partition : metadata.partitionsForTopic(topic)) {
                free.add(new TopicPartition(topic, partition.partition()));
            }
        }
        free.removeAll(taken);
        return free;
    }
}
