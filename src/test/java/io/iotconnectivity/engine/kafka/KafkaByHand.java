package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.signal.ClientPattern;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** A broker at the time of a test's clock, and engines on it, each test's with topics of its own. */
final class KafkaByHand implements AutoCloseable {
    static final int SHARDS = 2;

    private static final short ONE_REPLICA = 1;
    private static final Duration ANSWERS = Duration.ofSeconds(60);
    /** Tests wait for each step. */
    private static final Map<String, String> PROMPT = Map.of("commit.interval.ms", "10");

    private final AppendTime time;
    private final KafkaBroker broker;
    private final Admin admin;

    private KafkaByHand(AppendTime time, KafkaBroker broker) {
        this.time = time;
        this.broker = broker;
        this.admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
    }

    /**
     * @param directory empty, for its logs
     */
    static KafkaByHand start(Path directory) throws IOException {
        AppendTime time = new AppendTime();
        return new KafkaByHand(time, KafkaBroker.start(directory, time));
    }

    /** Opens an engine that waits for its stages and its view. */
    Engine open(EngineSettings settings, Rules rules, IncidentRules incidents, HandClock clock) {
        return open(Optional.empty(), settings, rules, incidents, clock);
    }

    /**
     * Opens an engine that waits for the stages of all nodes, and for its view.
     *
     * @param shards what divides the incidents; absent if they are not divided, and neither are the devices
     * @param settings of which the folder of the file is that of the installation, and the file that of the node
     */
    Engine open(
            Optional<ClientPattern> shards,
            EngineSettings settings,
            Rules rules,
            IncidentRules incidents,
            HandClock clock) {
        time.follow(clock);
        Path file = settings.file().toAbsolutePath();
        ClusterSettings cluster = new ClusterSettings(
                broker.address(),
                file.getParent().getFileName().toString(),
                file.resolveSibling("node-" + file.getFileName()),
                PROMPT,
                settings.history(),
                settings.deadLetters(),
                file.getFileName().toString(),
                clock.instant(),
                true,
                shards);
        int partitions = shards.isPresent() ? SHARDS : 1;
        createTopics(cluster, partitions);
        NodeParts parts = new NodeParts(cluster, incidents, Optional.of(settings), clock);
        KafkaEngine engine = KafkaEngine.start(
                cluster, settings.settle(), rules, incidents, parts, clock, new SimpleMeterRegistry());
        Rest rest = new Rest(admin, cluster, partitions, parts.feed().orElseThrow(), engine);
        // Until then, the engine refuses queries.
        rest.reached().join();
        return new SettledEngine(engine, rest);
    }

    /** How many partitions of each stage each node of an installation has. */
    List<Integer> shares(EngineSettings settings) throws Exception {
        String installation =
                settings.file().toAbsolutePath().getParent().getFileName().toString();
        List<String> groups = Stream.of(StageClients.DEVICES, StageClients.INCIDENTS)
                .map(stage -> installation + '-' + stage)
                .toList();
        return admin
                .describeConsumerGroups(groups)
                .all()
                .get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
                .values()
                .stream()
                .flatMap(group -> group.members().stream())
                .map(member -> member.assignment().topicPartitions().size())
                .toList();
    }

    /** Also those that the stages would make by themselves, which a view waits for. */
    private void createTopics(ClusterSettings cluster, int partitions) {
        TopicPlan.of(cluster, partitions).create(admin);
        Map<String, List<String>> stores = Map.of(
                StageClients.DEVICES, List.of(StageStores.DEVICES, StageStores.DEVICES_DUE, StageStores.PARTITION),
                StageClients.INCIDENTS, List.of(StageStores.CASES, StageStores.CASES_DUE, StageStores.SHOWN));
        List<NewTopic> changelogs = new ArrayList<>();
        stores.forEach((stage, names) -> names.forEach(name ->
                changelogs.add(new NewTopic(cluster.stage(stage) + '-' + name + "-changelog", partitions, ONE_REPLICA)
                        .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)))));
        admin.createTopics(changelogs).values().values().forEach(KafkaByHand::await);
    }

    private static void await(KafkaFuture<Void> created) {
        try {
            created.get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // Made by an earlier engine of this test.
            assertThat(e).hasCauseInstanceOf(TopicExistsException.class);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }
}
