package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** One of the stages without the rest of a node: with one thread, and set as the product sets it. The topics must be there. */
public final class SingleStage implements AutoCloseable {
    private static final int REPLICAS = 1;

    private final KafkaStreams streams;
    private final Restoring restoring;

    private SingleStage(KafkaStreams streams, Restoring restoring) {
        this.streams = streams;
        this.restoring = restoring;
    }

    /** Starts the stage that applies the device rules. */
    public static SingleStage devices(ClusterSettings settings, Rules rules) {
        return start(settings, StageClients.DEVICES, stages(settings).devices(rules));
    }

    /** Starts the stage that applies the incident rules. */
    public static SingleStage incidents(ClusterSettings settings, IncidentRules rules) {
        return start(settings, StageClients.INCIDENTS, stages(settings).incidents(rules));
    }

    private static Stages stages(ClusterSettings settings) {
        StageNode node = new StageNode(Clock.systemUTC(), StageClients.LOOKS);
        return new Stages(settings.prefix(), node, settings.shards());
    }

    private static SingleStage start(ClusterSettings settings, String stage, Topology topology) {
        KafkaStreams streams = StageClients.client(settings, stage, topology, REPLICAS);
        Restoring restoring = new Restoring();
        streams.setGlobalStateRestoreListener(restoring);
        streams.start();
        return new SingleStage(streams, restoring);
    }

    /** Whether it has its share of the partitions, with their state. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Processes nothing until {@link #resume}; keeps its share. */
    public void pause() {
        streams.pause();
    }

    /** Goes on after {@link #pause}. */
    public void resume() {
        streams.resume();
    }

    /** How many records its state was read back from. */
    public long restoredRecords() {
        return restoring.records.get();
    }

    /** Nanoseconds from the beginning of the first restoration until the end of the last one. */
    public long restoringNanos() {
        return restoring.ended.get() - restoring.began.get();
    }

    @Override
    public void close() {
        StageClients.leave(streams);
    }

    private static final class Restoring implements StateRestoreListener {
        private final AtomicLong records = new AtomicLong();
        private final AtomicLong began = new AtomicLong();
        private final AtomicLong ended = new AtomicLong();

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
            began.compareAndSet(0, System.nanoTime());
        }

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long end, long count) {}

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long total) {
            records.addAndGet(total);
            ended.set(System.nanoTime());
        }
    }
}
