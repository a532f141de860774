package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.Cluster;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.engine.kafka.Members.Membership;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Finds out which instances share the devices: the consumer groups of Kafka know their members, and what is assigned to
 * each. Asked only when somebody wants to know, and no more often than every few seconds.
 */
final class ClusterQuery {
    private static final Duration ANSWERS = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final ClusterSettings settings;
    private final Admin admin;
    private final StageLags lags;
    private final Map<String, Integer> partitions;
    private final Clock clock;
    private Optional<Cluster> last = Optional.empty();
    private long lastAt;

    /**
     * @param partitions how many there are of each stage
     */
    ClusterQuery(ClusterSettings settings, StageLags lags, Map<String, Integer> partitions, Clock clock) {
        this.settings = settings;
        this.admin = lags.admin();
        this.lags = lags;
        this.partitions = Map.copyOf(partitions);
        this.clock = clock;
    }

    /**
     * Waits for Kafka, for some seconds at most.
     *
     * @param sinks those whose members are to be found
     * @throws ViewUnavailable if Kafka does not tell
     */
    synchronized Cluster ask(Collection<String> sinks) {
        long now = System.nanoTime();
        Optional<Cluster> known = last.filter(cluster -> now - lastAt < KEPT.toNanos());
        if (known.isPresent()) {
            return known.get();
        }
        try {
            Cluster found = ask(new TreeSet<>(sinks), new Limit(now + ANSWERS.toNanos()));
            last = Optional.of(found);
            lastAt = System.nanoTime();
            return found;
        } catch (ExecutionException e) {
            throw unavailable(String.valueOf(e.getCause().getMessage()));
        } catch (TimeoutException e) {
            throw unavailable("it does not answer within " + ANSWERS.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("this instance is stopping");
        }
    }

    private static ViewUnavailable unavailable(String why) {
        return new ViewUnavailable(
                "Kafka does not tell which instances there are: " + why
                        + "; check the brokers of kafka.bootstrap-servers, and whether its user may describe the groups"
                        + " that begin with kafka.application-id",
                Optional.of(ASK_AGAIN));
    }

    private Cluster ask(Set<String> sinks, Limit limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        Instant asOf = clock.instant();
        List<String> stages = List.of(StageClients.DEVICES, StageClients.INCIDENTS);
        List<String> groups = new ArrayList<>(List.of(settings.leaderGroup()));
        stages.forEach(stage -> groups.add(settings.stage(stage)));
        sinks.forEach(sink -> groups.add(settings.sinkGroup(sink)));
        Map<String, KafkaFuture<ConsumerGroupDescription>> told =
                admin.describeConsumerGroups(groups).describedGroups();
        Members members = new Members();
        members.add(settings.member());
        members.ofLeaders(members(told.get(settings.leaderGroup()), limit));
        for (String stage : stages) {
            members.ofStage(stage, members(told.get(settings.stage(stage)), limit));
        }
        for (String sink : sinks) {
            members.ofSink(sink, members(told.get(settings.sinkGroup(sink)), limit));
        }
        Map<String, Long> viewLags = viewLags(members.withView(), limit);
        return new Cluster(
                asOf,
                settings.instance(),
                stages.stream()
                        .map(stage -> Cluster.Stage.of(
                                stage, partitions.get(stage), members.assigned(stage), lags.lag(stage)))
                        .toList(),
                members.instances(name -> Optional.ofNullable(viewLags.get(name))));
    }

    /** None of a group that nobody has joined yet. */
    private static List<Membership> members(KafkaFuture<ConsumerGroupDescription> told, Limit limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return limit.await(told).members().stream()
                    .map(ClusterQuery::membership)
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
    }

    private static Membership membership(MemberDescription member) {
        return new Membership(
                member.clientId(),
                member.host(),
                member.assignment().topicPartitions().stream()
                        .map(TopicPartition::partition)
                        .toList());
    }

    private Map<String, Long> viewLags(List<String> names, Limit limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> read = new HashMap<>();
        var told = names.isEmpty()
                ? null
                : admin.listConsumerGroupOffsets(names.stream()
                        .collect(Collectors.toMap(settings::viewGroup, name -> new ListConsumerGroupOffsetsSpec())));
        for (String name : names) {
            read.put(name, offsets(told.partitionsToOffsetAndMetadata(settings.viewGroup(name)), limit));
        }
        Map<TopicPartition, OffsetSpec> wanted = read.values().stream()
                .flatMap(each -> each.keySet().stream())
                .distinct()
                .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends = wanted.isEmpty()
                ? Map.of()
                : limit.await(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all());
        Map<String, Long> lags = new HashMap<>();
        read.forEach((name, offsets) -> {
            if (!offsets.isEmpty()) {
                lags.put(name, lag(offsets, ends));
            }
        });
        return lags;
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(
            KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> told, Limit limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(limit.await(told));
            offsets.values().removeIf(offset -> offset == null);
            return offsets;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    private static long lag(
            Map<TopicPartition, OffsetAndMetadata> offsets, Map<TopicPartition, ListOffsetsResultInfo> ends) {
        return offsets.entrySet().stream()
                .mapToLong(each -> Math.max(
                        0, ends.get(each.getKey()).offset() - each.getValue().offset()))
                .sum();
    }

    /** For all answers together. */
    private record Limit(long nanos) {
        <T> T await(KafkaFuture<T> told) throws ExecutionException, InterruptedException, TimeoutException {
            return told.get(Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }
}
