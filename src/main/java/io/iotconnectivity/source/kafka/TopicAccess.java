package io.iotconnectivity.source.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Finds out whether the source's topic can be read by its group, and keeps records for long enough. Changes nothing. */
public final class TopicAccess {
    private static final Duration ANSWERS = Duration.ofSeconds(8);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    private final KafkaSourceSettings settings;

    public TopicAccess(KafkaSourceSettings settings) {
        this.settings = settings;
    }

    /**
     * What was found.
     *
     * @param harms whether records would be lost or not be read
     * @param fix a command, with {@code kafka-*.sh} of Apache Kafka; absent if all is well
     */
    public record Result(boolean harms, String what, Optional<String> fix) {
        private static Result well(String what) {
            return new Result(false, what, Optional.empty());
        }

        private static Result wrong(boolean harms, String what, String fix) {
            return new Result(harms, what, Optional.of(fix));
        }
    }

    /**
     * Looks at the topic and the group.
     *
     * @throws NoClassDefFoundError if the libraries of Kafka are missing
     */
    public List<Result> look() {
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWERS.toMillis());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWERS.toMillis() / 2);
        try (Admin admin = Admin.create(properties)) {
            return look(admin);
        } catch (KafkaException e) {
            return List.of(unreachable(e.getCause() == null ? e : e.getCause()));
        } catch (ExecutionException e) {
            return List.of(told(e.getCause()));
        } catch (TimeoutException e) {
            return List.of(unreachable(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(unreachable(e));
        }
    }

    private List<Result> look(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription topic = answer(admin.describeTopics(
                                List.of(settings.topic()),
                                new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .allTopicNames())
                .get(settings.topic());
        if (lacks(topic.authorizedOperations()) || lacks(groupRights(admin))) {
            return List.of(noRights());
        }
        List<Result> results = new ArrayList<>();
        results.add(Result.well(settings.topic() + " has " + topic.partitions().size() + " partitions, and group "
                + settings.group() + " may read it"));
        retention(admin).ifPresent(results::add);
        return results;
    }

    private Set<AclOperation> groupRights(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return answer(admin.describeConsumerGroups(
                                    List.of(settings.group()),
                                    new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                            .all())
                    .get(settings.group())
                    .authorizedOperations();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                // It is made when it is first read.
                return Set.of(AclOperation.ALL);
            }
            throw e;
        }
    }

    private Optional<Result> retention(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic());
        ConfigEntry kept;
        try {
            kept = answer(admin.describeConfigs(List.of(resource)).all())
                    .get(resource)
                    .get(TopicConfig.RETENTION_MS_CONFIG);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.empty();
            }
            throw e;
        }
        long millis = kept == null ? -1 : Long.parseLong(kept.value());
        return millis < 0 || millis >= DAY.toMillis()
                ? Optional.empty()
                : Optional.of(Result.wrong(
                        false,
                        settings.topic() + " keeps records for "
                                + Duration.ofMillis(millis).toMinutes()
                                + " min: those that are not read by then are lost",
                        tool("configs") + " --alter --entity-type topics --entity-name " + settings.topic()
                                + " --add-config " + TopicConfig.RETENTION_MS_CONFIG + "=" + WEEK.toMillis()));
    }

    private Result told(Throwable why) {
        if (why instanceof UnknownTopicOrPartitionException) {
            return Result.wrong(
                    true,
                    settings.topic() + " does not exist",
                    tool("topics") + " --create --topic " + settings.topic()
                            + " --partitions 12 --replication-factor 3 --config min.insync.replicas=2");
        }
        return why instanceof AuthorizationException ? noRights() : unreachable(why);
    }

    private Result noRights() {
        return Result.wrong(
                true,
                "this user may not read " + settings.topic() + " with group " + settings.group(),
                "AWS_MSK_IAM".equals(settings.properties().get("sasl.mechanism"))
                        ? "add the statements KafkaSourceTopic and KafkaSourceGroup, which 'policies' prints, to the IAM"
                                + " policy of the product"
                        : tool("acls")
                                + " --add --allow-principal User:<user> --operation Read --operation Describe --topic "
                                + settings.topic() + " --group " + settings.group());
    }

    private Result unreachable(Throwable why) {
        return Result.wrong(
                true,
                "Kafka does not answer: " + why.getMessage(),
                "check the brokers and properties of source.kafka.* or kafka.*, and whether this machine reaches "
                        + settings.brokers());
    }

    private static boolean lacks(Set<AclOperation> may) {
        // Old brokers do not say.
        return may != null && !may.contains(AclOperation.READ) && !may.contains(AclOperation.ALL);
    }

    private String tool(String name) {
        return "kafka-" + name + ".sh --bootstrap-server " + settings.brokers().replaceAll("\\s", "");
    }

    private static <T> T answer(KafkaFuture<T> asked)
            throws ExecutionException, InterruptedException, TimeoutException {
        return asked.get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
    }
}
