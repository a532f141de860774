package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.signal.ClientPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the nodes of one installation reach Kafka and each other.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param applicationId the same on all nodes; topics, consumer groups and transactions are named after it
 * @param folder where this node keeps its copies of state; of its own for each node on a machine
 * @param properties passed to all of Kafka's clients, for example for TLS and SASL
 * @param history how long events are kept
 * @param letters how long dead letters are kept
 * @param instance the name of this node, which the others show
 * @param since when this node was started
 * @param view whether this node keeps a view of everything, which it answers queries from; only such a node may lead
 * @param shards what a shard of incidents is named after: the only group of this pattern for the client id; absent:
 *     incidents are not divided
 */
public record ClusterSettings(
        String bootstrapServers,
        String applicationId,
        Path folder,
        Map<String, String> properties,
        Duration history,
        Duration letters,
        String instance,
        Instant since,
        boolean view,
        Optional<ClientPattern> shards) {

    public ClusterSettings {
        properties = Map.copyOf(properties);
    }

    /**
     * Settings of a node that starts now, is named as its folder and has a view, and of incidents that are not divided;
     * dead letters are kept as long as events.
     */
    public ClusterSettings(
            String bootstrapServers,
            String applicationId,
            Path folder,
            Map<String, String> properties,
            Duration history) {
        this(
                bootstrapServers,
                applicationId,
                folder,
                properties,
                history,
                history,
                folder.getFileName().toString(),
                Instant.now(),
                true,
                Optional.empty());
    }

    /** The name of a topic of this installation. */
    public String topic(String name) {
        return prefix() + name;
    }

    /** The id of the application that is one of the stages. */
    String stage(String name) {
        return applicationId + '-' + name;
    }

    /** The consumer group whose only partition the leader has; all that may lead are its members. */
    String leaderGroup() {
        return applicationId + "-leader";
    }

    /** The consumer group of a sink. */
    public String sinkGroup(String sink) {
        return applicationId + "-sink-" + sink;
    }

    /** The consumer group, without members, whose offsets tell how far the view of a node is. */
    public String viewGroup(String node) {
        return applicationId + "-view-" + node;
    }

    /** The consumer group, without members, whose offset says what all nodes have in common. */
    String agreementGroup() {
        return applicationId + "-agreement";
    }

    /** This run of this node. */
    Member member() {
        return new Member(instance, since);
    }

    /**
     * The id of a client of this node that others are to see.
     *
     * @param role what it is for; different for each
     */
    public String clientId(String role) {
        return member().clientId(role);
    }

    /** With which the names of all topics begin. */
    public String prefix() {
        return applicationId + '.';
    }

    /** What each client of Kafka is given. */
    public Map<String, Object> client() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", bootstrapServers);
        return all;
    }

    /** Without the properties, which may be secret. */
    @Override
    public String toString() {
        return "ClusterSettings[" + bootstrapServers + ", " + applicationId + ", " + folder + "]";
    }
}
