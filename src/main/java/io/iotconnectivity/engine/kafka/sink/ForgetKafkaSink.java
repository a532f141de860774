package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.AssignedPartition;
import io.iotconnectivity.delivery.AssignmentListener;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkState;
import io.iotconnectivity.engine.kafka.SignalLog;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes everything stored about a sink: as a member of its group, to which all partitions are assigned, so nobody can
 * save anything meanwhile.
 */
final class ForgetKafkaSink {
    private static final Logger LOG = LoggerFactory.getLogger(ForgetKafkaSink.class);

    private static final Duration ANSWERS = Duration.ofSeconds(30);
    private static final Duration JOINS = Duration.ofMinutes(1);

    private final String sink;
    private final SinkClients clients;
    private final Admin admin;
    private final SignalLog log;
    private final DisabledSinks disabled;
    private final int partitions;

    /** Remembers what is assigned. */
    private static final class Assigned implements AssignmentListener {
        private volatile List<AssignedPartition> partitions = List.of();

        @Override
        public CompletableFuture<Void> assigned(List<AssignedPartition> now) {
            partitions = List.copyOf(now);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void enabled() {
            // It delivers nothing.
        }
    }

    /**
     * @param partitions how many there are of the events
     */
    ForgetKafkaSink(
            String sink, SinkClients clients, Admin admin, SignalLog log, DisabledSinks disabled, int partitions) {
        this.sink = sink;
        this.clients = clients;
        this.admin = admin;
        this.log = log;
        this.disabled = disabled;
        this.partitions = partitions;
    }

    /** Whether any process delivers to it. Waits for Kafka. */
    boolean isAttached() {
        String group = clients.group(sink);
        try {
            return !admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
                    .get(group)
                    .members()
                    .isEmpty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw new IllegalStateException("Kafka does not tell who delivers to sink " + sink, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka does not tell who delivers to sink " + sink, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Deletes it.
     *
     * @param member creates a member of the group
     * @return completes once that is durable; empty if another process has attached it meanwhile
     */
    CompletableFuture<Optional<Forgotten>> forget(BiFunction<Sink, AssignmentListener, SinkGroup> member) {
        Assigned assigned = new Assigned();
        SinkGroup group = member.apply(new Sink(sink, event -> false, 1, 1, Optional.empty()), assigned);
        group.start();
        return group.subscribed()
                .orTimeout(JOINS.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(subscribed -> deleted(group, assigned.partitions))
                .handle((forgotten, failure) -> group.leave().thenApply(left -> {
                    if (failure != null) {
                        throw new IllegalStateException("sink " + sink + " is not forgotten", failure);
                    }
                    return forgotten;
                }))
                .thenCompose(left -> left)
                .whenComplete((forgotten, failure) -> admin.deleteConsumerGroups(List.of(clients.group(sink))));
    }

    private CompletableFuture<Optional<Forgotten>> deleted(SinkGroup group, List<AssignedPartition> all) {
        if (all.size() < partitions) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Forgotten sum = all.stream()
                .map(AssignedPartition::load)
                .map(ForgetKafkaSink::size)
                .reduce(Forgotten.NOTHING, Forgotten::plus);
        List<CompletableFuture<Boolean>> deletions =
                all.stream().map(group::delete).toList();
        return CompletableFuture.allOf(deletions.toArray(CompletableFuture[]::new))
                .thenCompose(done -> deletions.stream().allMatch(CompletableFuture::join)
                        ? rest(sum)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    private static Forgotten size(SinkState state) {
        return new Forgotten(state.pending().size(), state.tickets().size(), 0);
    }

    private CompletableFuture<Optional<Forgotten>> rest(Forgotten sum) {
        return disabled.forget(sink)
                .thenCompose(done ->
                        log.append(new ProducerRecord<>(clients.settings().topic(Topics.LETTERS), sink, null)))
                .thenApply(done -> {
                    LOG.info(
                            "Forgot sink {} at an operator's request, with {} waiting events and {} open tickets",
                            Printable.of(sink),
                            sum.waiting(),
                            sum.tickets());
                    return Optional.of(sum);
                });
    }
}
