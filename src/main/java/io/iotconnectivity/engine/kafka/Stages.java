package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.DeviceDecider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

/**
 * Builds the two topologies. They run in clients of their own: in one client, the incident stage gets no turn until the
 * device stage has drained its backlog.
 */
final class Stages {
    private static final String IN = "in";
    private static final String STAGE = "stage";

    private final String prefix;
    private final StageNode node;
    private final Optional<ClientPattern> shards;

    /**
     * @param prefix of all topics of this installation
     * @param node that they are to run on
     * @param shards what divides the incidents
     */
    Stages(String prefix, StageNode node, Optional<ClientPattern> shards) {
        this.prefix = prefix;
        this.node = node;
        this.shards = shards;
    }

    /** The name of a topic of this installation. */
    String topic(String name) {
        return prefix + name;
    }

    /** The stage that applies the device rules. */
    Topology devices(Rules rules) {
        Topology topology = new Topology();
        source(topology, Topics.SIGNALS);
        topology.addProcessor(STAGE, () -> new DeviceStage(new DeviceDecider(rules), node), IN);
        topology.addStateStore(StageStores.keyed(StageStores.DEVICES), STAGE);
        topology.addStateStore(StageStores.timed(StageStores.DEVICES_DUE), STAGE);
        topology.addStateStore(StageStores.keyed(StageStores.PARTITION), STAGE);
        sink(topology, Topics.SIGNALS);
        for (String to : Set.of(Topics.EVENTS, Topics.CASES_IN, Topics.EFFECTS, Topics.LETTERS, Topics.OPEN)) {
            sink(topology, to);
        }
        return topology;
    }

    /** The stage that applies the incident rules. */
    Topology incidents(IncidentRules rules) {
        Topology topology = new Topology();
        source(topology, Topics.CASES_IN);
        topology.addProcessor(STAGE, () -> new IncidentStage(rules, node), IN);
        topology.addStateStore(StageStores.keyed(StageStores.CASES), STAGE);
        topology.addStateStore(StageStores.timed(StageStores.CASES_DUE), STAGE);
        topology.addStateStore(StageStores.keyed(StageStores.SHOWN), STAGE);
        sink(topology, Topics.SIGNALS);
        for (String to : Set.of(Topics.EVENTS, Topics.CASES_IN, Topics.STORY, Topics.LETTERS, Topics.OPEN)) {
            sink(topology, to);
        }
        return topology;
    }

    private void source(Topology topology, String name) {
        topology.addSource(
                IN, Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), topic(name));
    }

    private void sink(Topology topology, String name) {
        topology.addSink(
                name,
                topic(name),
                Serdes.String().serializer(),
                Serdes.ByteArray().serializer(),
                name.equals(Topics.CASES_IN) ? new Partitioning(shards) : new Partitioning(Optional.empty()),
                STAGE);
    }
}
