package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.Cluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Collects what is told of the members of the consumer groups, and sums it up for each instance. */
final class Members {
    private final Map<Member, Known> all = new TreeMap<>();

    private static final class Known {
        private Optional<String> host = Optional.empty();
        private boolean leads;
        private boolean view;
        private final Map<String, List<Integer>> stages = new TreeMap<>();
        private final Map<String, List<Integer>> sinks = new TreeMap<>();
    }

    /**
     * What Kafka tells of one member of a group.
     *
     * @param host as Kafka writes addresses, with a slash in front
     * @param partitions those assigned to it, in any order
     */
    record Membership(String clientId, String host, Collection<Integer> partitions) {}

    /** This one is there, whether Kafka has seen it yet or not. */
    void add(Member member) {
        known(member);
    }

    private Known known(Member member) {
        return all.computeIfAbsent(member, added -> new Known());
    }

    void ofStage(String stage, Collection<Membership> group) {
        group.forEach(each -> add(joined(each).stages, stage, each));
    }

    void ofSink(String sink, Collection<Membership> group) {
        group.forEach(each -> add(joined(each).sinks, sink, each));
    }

    /** Those that may lead, because they have a view. */
    void ofLeaders(Collection<Membership> group) {
        group.forEach(each -> {
            Known known = joined(each);
            known.view = true;
            known.leads = !each.partitions().isEmpty();
        });
    }

    private Known joined(Membership membership) {
        Known known = known(Member.of(membership.clientId()));
        known.host = Optional.of(membership.host().replaceFirst("^/", ""));
        return known;
    }

    private static void add(Map<String, List<Integer>> to, String work, Membership membership) {
        if (!membership.partitions().isEmpty()) {
            List<Integer> sum = new ArrayList<>(to.getOrDefault(work, List.of()));
            sum.addAll(membership.partitions());
            to.put(work, sum.stream().sorted().toList());
        }
    }

    /** The names of those that have a view. */
    List<String> withView() {
        return all.entrySet().stream()
                .filter(each -> each.getValue().view)
                .map(each -> each.getKey().name())
                .distinct()
                .toList();
    }

    /** The partitions of a stage that each of them works on. */
    List<List<Integer>> assigned(String stage) {
        return all.values().stream()
                .map(known -> known.stages.getOrDefault(stage, List.of()))
                .toList();
    }

    /** @param viewLag by the name of an instance with a view, how many records its view has yet to read */
    List<Cluster.Instance> instances(Function<String, Optional<Long>> viewLag) {
        return all.entrySet().stream()
                .map(each -> instance(each.getKey(), each.getValue(), viewLag))
                .toList();
    }

    private static Cluster.Instance instance(Member member, Known known, Function<String, Optional<Long>> viewLag) {
        return new Cluster.Instance(
                member.name(),
                member.since(),
                known.host,
                known.leads,
                known.view,
                known.view ? viewLag.apply(member.name()) : Optional.empty(),
                known.stages,
                known.sinks);
    }
}
