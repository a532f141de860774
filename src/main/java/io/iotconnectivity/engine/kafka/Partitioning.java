package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The partition of a record: where its key puts it, as with Kafka's own producers; for a tick, the one that it is
 * about; for a hold and for blind sources, all of them.
 */
final class Partitioning implements StreamPartitioner<String, byte[]> {
    private static final Optional<Set<Integer>> BY_KEY = Optional.empty();

    private final Optional<ClientPattern> shards;

    /**
     * @param shards its only group is what places a record, instead of the whole key
     */
    Partitioning(Optional<ClientPattern> shards) {
        this.shards = shards;
    }

    @Override
    @SuppressWarnings("removal") // The method that replaces it has a default that calls it, so it must be there.
    public Optional<Set<Integer>> partitions(String topic, String key, byte[] value, int partitions) {
        if (key != null) {
            return shards.map(pattern -> Optional.of(Set.of(ofShard(pattern, key, partitions))))
                    .orElse(BY_KEY);
        }
        return switch (DeviceRecords.kind(value)) {
            // Ticks of both stages look the same.
            case DeviceRecords.TICK -> Optional.of(Set.of(DeviceRecords.partition(value)));
            default -> Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toSet()));
        };
    }

    /** All that the pattern does not match are one shard. */
    private static int ofShard(ClientPattern pattern, String key, int partitions) {
        String shard = pattern.parts(key).map(parts -> parts.get(1)).orElse("");
        return Topics.partition(shard, partitions);
    }
}
