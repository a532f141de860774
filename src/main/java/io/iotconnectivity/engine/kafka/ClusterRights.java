package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Determines which of the rights that the engine needs this user lacks, and says how to give them. Kafka tells the rights
 * to a topic, but not those to a group that does not exist yet, nor those to transactional ids. So it is asked for
 * something that needs the right and changes nothing: to remove a member that no group has, to validate a topic, and to
 * end the transactions of ids that nobody uses, which Kafka forgets after a week.
 */
final class ClusterRights {
    private static final List<AclOperation> OF_TOPICS =
            List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);

    /** No transactional id, group or member has this name where it is asked for. */
    private static final String NOBODY = "rights";

    private final ClusterSettings settings;
    private final Duration patience;

    /**
     * @param patience how long Kafka may take to answer
     */
    ClusterRights(ClusterSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
    }

    /**
     * What is lacking beside the rights to topics that exist.
     *
     * @param missing topics that will have to be created
     * @throws StoreException if this thread is interrupted
     */
    List<ClusterTopics.Flaw> look(Admin admin, List<NewTopic> missing) {
        Map<String, KafkaFuture<Void>> groups = groups(admin);
        Map<String, KafkaFuture<Void>> transactions = transactions(admin);
        // Whoever gives rights sink by sink would have to give this one for nothing.
        Map<String, KafkaFuture<Void>> sinks =
                Map.of(settings.sinkGroup("…"), member(admin, settings.sinkGroup(NOBODY)));
        List<ClusterTopics.Flaw> flaws = new ArrayList<>();
        lacking("read the consumer groups", groups, true, "KafkaGroups").ifPresent(flaws::add);
        lacking("read the consumer groups of sinks", sinks, false, "KafkaGroups")
                .ifPresent(flaws::add);
        lacking("write with the transactional ids", transactions, true, "KafkaTransactions")
                .ifPresent(flaws::add);
        if (!missing.isEmpty()) {
            Map<String, KafkaFuture<Void>> creations = admin.createTopics(
                            missing, new CreateTopicsOptions().validateOnly(true))
                    .values();
            lacking("create the topics", creations, true, "KafkaTopics").ifPresent(flaws::add);
        }
        return flaws;
    }

    /** What is lacking to a topic that exists. */
    Optional<ClusterTopics.Flaw> look(TopicDescription topic) {
        Set<AclOperation> may = topic.authorizedOperations();
        // Old brokers do not say.
        List<AclOperation> lacks = may == null || may.contains(AclOperation.ALL)
                ? List.of()
                : OF_TOPICS.stream().filter(needed -> !may.contains(needed)).toList();
        return lacks.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClusterTopics.Flaw(
                        true, "topic " + topic.name() + " does not allow this user to " + lacks, mend("KafkaTopics")));
    }

    /** How to give this user all rights. */
    String mend() {
        return mend("KafkaTopics");
    }

    private Map<String, KafkaFuture<Void>> groups(Admin admin) {
        List<String> names = new ArrayList<>(List.of(
                settings.stage(StageClients.DEVICES),
                settings.stage(StageClients.INCIDENTS),
                settings.leaderGroup(),
                settings.agreementGroup()));
        if (settings.view()) {
            names.add(settings.viewGroup(settings.instance()));
        }
        Map<String, KafkaFuture<Void>> asked = new LinkedHashMap<>();
        names.forEach(name -> asked.put(name, member(admin, name)));
        return asked;
    }

    private static KafkaFuture<Void> member(Admin admin, String group) {
        return admin.removeMembersFromConsumerGroup(
                        group, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove(NOBODY))))
                .all();
    }

    private Map<String, KafkaFuture<Void>> transactions(Admin admin) {
        Map<String, KafkaFuture<Void>> asked = new LinkedHashMap<>();
        // What follows is drawn anew at each start.
        List.of(
                        settings.stage(StageClients.DEVICES),
                        settings.stage(StageClients.INCIDENTS),
                        settings.sinkGroup(NOBODY))
                .forEach(prefix -> {
                    String id = prefix + '-' + NOBODY;
                    asked.put(
                            prefix.replace("-sink-" + NOBODY, "-sink") + "-…",
                            admin.fenceProducers(Set.of(id)).fencedProducers().get(id));
                });
        return asked;
    }

    private Optional<ClusterTopics.Flaw> lacking(
            String what, Map<String, KafkaFuture<Void>> asked, boolean harms, String statement) {
        Map<String, Throwable> failed = new LinkedHashMap<>();
        asked.forEach((name, answer) -> failure(answer).ifPresent(failure -> failed.put(name, failure)));
        List<String> refused = failed.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof AuthorizationException)
                .map(Map.Entry::getKey)
                .toList();
        if (!refused.isEmpty()) {
            return Optional.of(new ClusterTopics.Flaw(
                    harms, "this user may not " + what + " " + String.join(", ", refused), mend(statement)));
        }
        return failed.entrySet().stream()
                .filter(entry -> isSilence(entry.getValue()))
                .findFirst()
                .map(silent -> new ClusterTopics.Flaw(
                        false,
                        "Kafka does not say within " + patience.toSeconds() + " s whether this user may " + what + " "
                                + silent.getKey(),
                        "check whether the cluster has as many brokers as offsets.topic.replication.factor and"
                                + " transaction.state.log.replication.factor"));
    }

    private static boolean isSilence(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof org.apache.kafka.common.errors.TimeoutException;
    }

    /** Absent if Kafka did what it was asked for. */
    private Optional<Throwable> failure(KafkaFuture<?> asked) {
        try {
            asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause());
        } catch (TimeoutException e) {
            return Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
    }

    private String mend(String statement) {
        if ("AWS_MSK_IAM".equals(settings.properties().get("sasl.mechanism"))) {
            return "add the statement " + statement + ", which 'policies' prints, to the IAM policy of the product";
        }
        String prefix = settings.applicationId();
        return "kafka-acls.sh --bootstrap-server " + settings.bootstrapServers().replaceAll("\\s", "")
                + " --add --allow-principal User:<user> --operation All --resource-pattern-type prefixed"
                + " --topic " + prefix + " --group " + prefix + " --transactional-id " + prefix;
    }
}
