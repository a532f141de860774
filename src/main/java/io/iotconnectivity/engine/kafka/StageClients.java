package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Runs both stages on this node, each in a client of its own, with this node's share of the partitions. */
final class StageClients implements AutoCloseable {
    static final String DEVICES = "devices";
    static final String INCIDENTS = "incidents";

    /** A step is visible to the other stage, and to sinks, when its transaction is committed. */
    private static final Duration COMMITS = Duration.ofMillis(100);

    /** Of the records of one partition that are sent and stored together; the default makes several of one commit. */
    private static final int BATCH_BYTES = 64 * 1024;

    /** How often a stage looks for deadlines. */
    static final Duration LOOKS = Duration.ofMillis(100);

    /** After this time without a sign of life, other nodes take over. */
    private static final Duration SESSION = Duration.ofSeconds(8);

    /**
     * What a lost node has left half done is hidden, and hides what follows, for this long, and then until the broker
     * looks for it: every 10 seconds by default (transaction.abort.timed.out.transaction.cleanup.interval.ms).
     */
    private static final Duration TRANSACTION = Duration.ofSeconds(4);

    /** Nodes learn with their next one that another has left, and take over its share. */
    private static final Duration BEATS = Duration.ofMillis(500);

    private static final Duration CLOSES = Duration.ofSeconds(10);

    private final KafkaStreams devices;
    private final KafkaStreams incidents;
    private final StageFailures ofDevices = new StageFailures(DEVICES);
    private final StageFailures ofIncidents = new StageFailures(INCIDENTS);

    private StageClients(ClusterSettings settings, Topology devices, Topology incidents, StageNode node, int replicas) {
        this.devices = client(settings, DEVICES, devices, replicas, node.deviceSteps(), ofDevices);
        this.incidents = client(settings, INCIDENTS, incidents, replicas, node.incidentSteps(), ofIncidents);
    }

    /**
     * @param replicas how many brokers keep each change of a state
     */
    static StageClients start(
            ClusterSettings settings, Rules rules, IncidentRules incidentRules, StageNode node, int replicas) {
        Stages stages = new Stages(settings.prefix(), node, settings.shards());
        StageClients clients =
                new StageClients(settings, stages.devices(rules), stages.incidents(incidentRules), node, replicas);
        clients.devices.start();
        clients.incidents.start();
        return clients;
    }

    /** What a stage gives Kafka Streams. */
    static Properties properties(ClusterSettings settings, String stage, int replicas) {
        Properties all = new Properties();
        all.putAll(settings.client());
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.stage(stage));
        all.put(StreamsConfig.CLIENT_ID_CONFIG, settings.clientId(stage));
        all.put(StreamsConfig.STATE_DIR_CONFIG, settings.folder().toString());
        all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        all.putIfAbsent(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMITS.toMillis());
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        // There is no global store; without this, each start warns three times that none would have it.
        all.putIfAbsent("processing.exception.handler.global.enabled", true);
        all.putIfAbsent(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        all.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicas);
        // A state that lacks what its offsets say it has would be wrong for ever.
        TopicPlan.safe(replicas).forEach((name, value) -> all.put(StreamsConfig.topicPrefix(name), value));
        all.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), (int) SESSION.toMillis());
        all.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), (int) BEATS.toMillis());
        all.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int) TRANSACTION.toMillis());
        all.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        all.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        // What is read must fit where it is kept as a dead letter, or the stage would fail on it for ever.
        all.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), TopicPlan.LARGEST_ROW);
        return all;
    }

    /** One stage by itself. */
    static KafkaStreams client(ClusterSettings settings, String stage, Topology topology, int replicas) {
        return client(settings, stage, topology, replicas, new StepJournal(), new StageFailures(stage));
    }

    private static KafkaStreams client(
            ClusterSettings settings,
            String stage,
            Topology topology,
            int replicas,
            StepJournal journal,
            StageFailures failures) {
        KafkaStreams streams =
                new KafkaStreams(topology, properties(settings, stage, replicas), new JournaledClients(journal));
        streams.setUncaughtExceptionHandler(failure -> failures.goesOn(failure, System.nanoTime())
                ? StreamThreadExceptionResponse.REPLACE_THREAD
                : StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        return streams;
    }

    /** How many partitions of a stage this node works on. */
    int partitions(String stage) {
        return (stage.equals(DEVICES) ? devices : incidents)
                .metadataForLocalThreads().stream()
                        .mapToInt(thread -> thread.activeTasks().size())
                        .sum();
    }

    /** Why this node does not work on its share, nor wait for one; empty if it does. */
    Optional<String> problem() {
        long now = System.nanoTime();
        Optional<String> failing = ofDevices.problem(now).or(() -> ofIncidents.problem(now));
        if (failing.isPresent()) {
            return failing;
        }
        return Stream.of(devices, incidents)
                .map(KafkaStreams::state)
                .filter(state -> state != KafkaStreams.State.CREATED && !state.isRunningOrRebalancing())
                .findFirst()
                .map(state -> "the stages of the rules have stopped (" + state + "); restart this node");
    }

    /** Whether all partitions of both stages have been assigned to this node and hold their state. */
    boolean areHere(int partitions, int shards) {
        return Stream.of(devices, incidents).allMatch(stage -> stage.state() == KafkaStreams.State.RUNNING)
                && partitions(DEVICES) == partitions
                && partitions(INCIDENTS) == shards;
    }

    /** A store of the kind {@link StageStores#keyed}, of all partitions that are here. */
    ReadOnlyKeyValueStore<String, byte[]> keyed(String name) {
        return stage(name).store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
    }

    /** A store of the kind {@link StageStores#timed}, of all partitions that are here. */
    ReadOnlyKeyValueStore<Bytes, byte[]> timed(String name) {
        return stage(name).store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
    }

    private KafkaStreams stage(String store) {
        return store.startsWith(StageStores.DEVICES) ? devices : incidents;
    }

    @Override
    public void close() {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> leave(incidents));
        leave(devices);
        closing.join();
    }

    /** So that other nodes take over at once. */
    static void leave(KafkaStreams stage) {
        stage.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSES));
    }
}
