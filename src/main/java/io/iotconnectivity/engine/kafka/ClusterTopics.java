package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
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
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Compares the topics of an installation, and the rights to use it, with what is needed, and names the command that mends
 * each.
 */
public final class ClusterTopics {
    private static final Duration ANSWERS = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ClusterSettings settings;
    private final ClusterRights rights;

    /** The topics of one installation. */
    public ClusterTopics(ClusterSettings settings) {
        this.settings = settings;
        this.rights = new ClusterRights(settings, ANSWERS);
    }

    /**
     * What is wrong.
     *
     * @param harms whether the engine cannot keep its promises with it
     * @param what one line
     * @param fix a command, with {@code kafka-*.sh} of Apache Kafka
     */
    public record Flaw(boolean harms, String what, String fix) {}

    /**
     * How the cluster is.
     *
     * @param summary one line about the cluster
     * @param missing the topics that are created at the start
     */
    public record Report(String summary, List<String> missing, List<Flaw> flaws) {
        public Report {
            missing = List.copyOf(missing);
            flaws = List.copyOf(flaws);
        }
    }

    /**
     * Looks at the topics.
     *
     * @throws StoreException if the cluster cannot be reached or refuses, with what to do
     */
    public Report look() {
        return look(Optional.empty());
    }

    /**
     * Looks at the topics, and whether this node could run with the others.
     *
     * @param ticketKey the key to what webhooks have answered, if there is to be one
     * @throws StoreException if the cluster cannot be reached or refuses, or the key cannot be used, with what to do
     */
    public Report look(Optional<TicketKey> ticketKey) {
        checkProperties();
        try (Admin admin = admin()) {
            Report report = look(admin);
            List<Flaw> lacking = lacking(admin, report.missing());
            List<Flaw> flaws = new ArrayList<>(report.flaws());
            flaws.addAll(lacking);
            // Without the rights to its group it could not tell.
            if (lacking.stream().noneMatch(Flaw::harms)) {
                new AgreementCheck(settings, ticketKey, admin).flaw().ifPresent(flaws::add);
            }
            return new Report(report.summary(), report.missing(), flaws);
        }
    }

    /**
     * What the engine needs to know of the cluster.
     *
     * @param replicas how many brokers should keep each record
     * @param partitions of devices
     * @param shards of incidents
     */
    record Ready(int replicas, int partitions, int shards) {}

    /**
     * Creates what is missing.
     *
     * @throws StoreException if the cluster cannot be reached or refuses, or a topic would break a promise
     */
    Ready prepare() {
        checkProperties();
        try (Admin admin = admin()) {
            int brokers = answer(admin.describeCluster().nodes()).size();
            new ImportMark(settings, admin).refuse();
            TopicPlan.of(settings).create(admin);
            List<Flaw> harmful = Stream.concat(whenCreated(admin).flaws().stream(), lacking(admin, List.of()).stream())
                    .filter(Flaw::harms)
                    .toList();
            if (!harmful.isEmpty()) {
                throw new StoreException(harmful.stream()
                        .map(flaw -> "engine=kafka: " + flaw.what() + "; " + flaw.fix())
                        .collect(Collectors.joining("\n")));
            }
            return new Ready(
                    TopicPlan.replicas(brokers), partitions(admin, Topics.SIGNALS), partitions(admin, Topics.CASES_IN));
        } catch (StoreException e) {
            throw e;
        } catch (KafkaException e) {
            throw new StoreException(
                    "engine=kafka: " + e.getMessage()
                            + (e.getCause() instanceof AuthorizationException
                                    ? "; give this user the right: " + rights.mend()
                                    : "; mend this and start again"),
                    e);
        }
    }

    /** A topic that has just been created is not known to all brokers at once. */
    private Report whenCreated(Admin admin) {
        long deadline = System.nanoTime() + ANSWERS.toNanos();
        Report report = look(admin);
        while (!report.missing().isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new StoreException("engine=kafka: " + report.missing() + " are still missing "
                        + ANSWERS.toSeconds() + " s after they were created; start again");
            }
            Pauses.pause(PAUSE);
            report = look(admin);
        }
        return report;
    }

    private int partitions(Admin admin, String topic) {
        return describe(admin, settings.topic(topic)).orElseThrow().partitions().size();
    }

    /** What is misspelt would be ignored by Kafka, and with it perhaps the encryption. */
    private void checkProperties() {
        Set<String> known = new TreeSet<>();
        known.addAll(StreamsConfig.configDef().names());
        Stream.of(ProducerConfig.configNames(), ConsumerConfig.configNames(), AdminClientConfig.configNames())
                .forEach(known::addAll);
        List<String> unknown = settings.properties().keySet().stream()
                .filter(name -> !known.contains(
                        name.replaceFirst("^((main|restore|global)\\.)?(consumer|producer|admin)\\.", "")))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new StoreException(unknown.stream()
                    .map(name ->
                            "kafka.properties." + name + " is not a property of Kafka's clients; correct or remove it")
                    .collect(Collectors.joining("\n")));
        }
    }

    private Admin admin() {
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWERS.toMillis());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWERS.toMillis() / 2);
        try {
            return Admin.create(properties);
        } catch (KafkaException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new StoreException(
                    "engine=kafka: Kafka cannot be used: " + why.getMessage()
                            + "; check kafka.bootstrap-servers and kafka.properties.*",
                    e);
        }
    }

    private Report look(Admin admin) {
        int brokers = answer(admin.describeCluster().nodes()).size();
        List<String> missing = new ArrayList<>();
        List<Flaw> flaws = new ArrayList<>();
        Map<String, TopicDescription> there = new HashMap<>();
        for (TopicPlan.Planned planned : TopicPlan.of(settings).topics()) {
            describe(admin, planned.name())
                    .ifPresentOrElse(found -> there.put(planned.name(), found), () -> missing.add(planned.name()));
        }
        Map<String, Config> configs = configs(admin, there.keySet());
        int partitions = Optional.ofNullable(there.get(settings.topic(Topics.SIGNALS)))
                .map(found -> found.partitions().size())
                .orElse(TopicPlan.PARTITIONS);
        for (TopicPlan.Planned planned : TopicPlan.of(settings, partitions).topics()) {
            if (there.containsKey(planned.name())) {
                compare(planned, there.get(planned.name()), configs.get(planned.name()), brokers, flaws);
            }
        }
        compareStates(admin, there, flaws);
        return new Report(
                "Kafka answers with " + brokers + (brokers == 1 ? " broker, " : " brokers, ") + there.size()
                        + " topics of " + settings.applicationId() + " and " + partitions + " partitions of devices",
                missing,
                flaws);
    }

    /**
     * The rights that this user lacks.
     *
     * @param missing topics that will be created
     */
    private List<Flaw> lacking(Admin admin, List<String> missing) {
        return rights.look(admin, toCreate(admin, missing));
    }

    /** The topics that are missing, and one of those that each stage makes for its state. */
    private List<NewTopic> toCreate(Admin admin, List<String> missing) {
        ReadableTopics states = new ReadableTopics(settings);
        return Stream.concat(
                        missing.stream(),
                        Stream.of(states.devices(), states.shown())
                                .filter(state -> describe(admin, state).isEmpty()))
                .map(name -> new NewTopic(name, Optional.empty(), Optional.empty()))
                .toList();
    }

    /** The partition of a key depends on their number, so a stage would look for what it knows in the wrong ones. */
    private void compareStates(Admin admin, Map<String, TopicDescription> there, List<Flaw> flaws) {
        ReadableTopics states = new ReadableTopics(settings);
        Map.of(Topics.SIGNALS, states.devices(), Topics.CASES_IN, states.shown())
                .forEach((name, state) -> {
                    String topic = settings.topic(name);
                    Optional.ofNullable(there.get(topic)).ifPresent(found -> describe(admin, state)
                            .filter(kept -> kept.partitions().size()
                                    != found.partitions().size())
                            .ifPresent(kept -> flaws.add(new Flaw(
                                    true,
                                    "topic " + topic + " has "
                                            + found.partitions().size() + " partitions, but what is known"
                                            + " from it is kept in "
                                            + kept.partitions().size() + " (topic " + state + ")",
                                    "the number cannot be changed after the first start, nor back: begin again with another"
                                            + " kafka.application-id"))));
                });
    }

    private Optional<TopicDescription> describe(Admin admin, String topic) {
        try {
            return Optional.of(answer(admin.describeTopics(
                                    List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                            .allTopicNames())
                    .get(topic));
        } catch (StoreException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw new StoreException(
                        "engine=kafka: this user may not use topic " + topic + "; " + rights.mend(), e.getCause());
            }
            throw e;
        }
    }

    private Map<String, Config> configs(Admin admin, Collection<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        return answer(admin.describeConfigs(resources).all()).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    private void compare(
            TopicPlan.Planned planned, TopicDescription found, Config config, int brokers, List<Flaw> flaws) {
        String topic = planned.name();
        int partitions = found.partitions().size();
        if (partitions != planned.partitions()) {
            flaws.add(new Flaw(
                    true,
                    "topic " + topic + " has " + partitions + " partitions and needs " + planned.partitions(),
                    partitions < planned.partitions() && !topic.equals(settings.topic(Topics.SIGNALS))
                            ? "before the first start: " + tool("topics") + " --alter --topic " + topic
                                    + " --partitions " + planned.partitions()
                            : "before the first start, delete it: " + tool("topics") + " --delete --topic " + topic));
        }
        int replicas = found.partitions().stream()
                .mapToInt(each -> each.replicas().size())
                .min()
                .orElse(0);
        if (replicas < TopicPlan.replicas(brokers)) {
            flaws.add(new Flaw(
                    false,
                    "topic " + topic + " is kept by " + replicas + " of " + brokers
                            + " brokers, so losing one may lose it",
                    "add replicas with kafka-reassign-partitions.sh"));
        }
        planned.configs((short) replicas).forEach((name, value) -> {
            String has = config.get(name) == null ? "" : config.get(name).value();
            boolean enough = name.equals(TopicConfig.RETENTION_MS_CONFIG)
                    ? longEnough(has, value)
                    : name.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                                    || name.equals(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
                            ? atLeast(has, value)
                            : name.startsWith("segment.") || has.equals(value);
            if (!enough) {
                flaws.add(new Flaw(
                        name.equals(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                                || name.equals(TopicConfig.CLEANUP_POLICY_CONFIG),
                        "topic " + topic + " has " + name + "=" + has + " and needs " + value,
                        tool("configs") + " --alter --entity-type topics --entity-name " + topic + " --add-config "
                                + name + "=" + value));
            }
        });
        rights.look(found).ifPresent(flaws::add);
    }

    private static boolean longEnough(String has, String value) {
        return has.equals("-1") || atLeast(has, value);
    }

    private static boolean atLeast(String has, String value) {
        return has.matches("\\d{1,18}") && Long.parseLong(has) >= Long.parseLong(value);
    }

    private String tool(String name) {
        return "kafka-" + name + ".sh --bootstrap-server "
                + settings.bootstrapServers().replaceAll("\\s", "");
    }

    private <T> T answer(KafkaFuture<T> asked) {
        try {
            return asked.get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StoreException(
                    "engine=kafka: Kafka refuses: " + e.getCause().getMessage()
                            + "; check kafka.bootstrap-servers, kafka.properties.* and the rights of its user",
                    e.getCause());
        } catch (TimeoutException e) {
            throw new StoreException(
                    "engine=kafka: Kafka does not answer within " + ANSWERS.toSeconds()
                            + " s; check kafka.bootstrap-servers, and whether this machine reaches the brokers",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
    }
}
