package io.iotconnectivity.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The instances that share the devices, and what each of them does.
 *
 * @param asOf when the cluster was asked
 * @param instance the name of the instance that answers
 * @param stages the stages of the rules, in the order in which events pass through them
 * @param instances by name; one that has been lost is listed until the others have missed it
 */
public record Cluster(Instant asOf, String instance, List<Stage> stages, List<Instance> instances) {
    public Cluster {
        stages = List.copyOf(stages);
        instances = List.copyOf(instances);
    }

    /** The name of the instance that leads; empty while there is none. */
    public Optional<String> leader() {
        return instances.stream().filter(Instance::leads).map(Instance::name).findFirst();
    }

    /**
     * A stage of the rules.
     *
     * @param partitions how many there are
     * @param unassigned how many of them nobody works on at present
     * @param lag records that it has yet to read; absent while that is unknown
     */
    public record Stage(String name, int partitions, int unassigned, Optional<Long> lag) {

        /** @param assigned the partitions of each instance */
        public static Stage of(String name, int partitions, Collection<List<Integer>> assigned, Optional<Long> lag) {
            int taken = assigned.stream().mapToInt(List::size).sum();
            return new Stage(name, partitions, Math.max(0, partitions - taken), lag);
        }
    }

    /**
     * An instance.
     *
     * @param since when it was started; absent if its version does not tell
     * @param host where it is, as Kafka sees it; absent until it has joined
     * @param leads whether it does what only one may do at a time
     * @param view whether it keeps a view of everything, and so can answer queries and lead
     * @param viewLag records that its view has yet to read; absent while that is unknown, or without a view
     * @param stages by the name of the stage, the partitions that it works on; those with none are missing
     * @param sinks by the name of the sink, the partitions that it delivers; those with none are missing
     */
    public record Instance(
            String name,
            Optional<Instant> since,
            Optional<String> host,
            boolean leads,
            boolean view,
            Optional<Long> viewLag,
            Map<String, List<Integer>> stages,
            Map<String, List<Integer>> sinks) {}
}
