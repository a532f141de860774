package io.iotconnectivity.engine.kafka;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Who holds the deadlines of one partition, and until when. */
final class Holds {
    private final KeyValueStore<String, byte[]> store;
    private final String prefix;
    private final Map<String, Instant> holders = new HashMap<>();
    private Instant until = Instant.MIN;

    /**
     * Reads what is stored.
     *
     * @param prefix of the keys in the store
     */
    Holds(KeyValueStore<String, byte[]> store, String prefix) {
        this.store = store;
        this.prefix = prefix;
        // Holders are few: the sources of a few nodes.
        try (KeyValueIterator<String, byte[]> all = store.prefixScan(prefix, StageStores.TEXT.serializer())) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                if (next.value.length == DueKeys.TIME_BYTES) {
                    holders.put(next.key.substring(prefix.length()), RecordBytes.moment(ByteBuffer.wrap(next.value)));
                }
            }
        }
        latest();
    }

    /** No deadline fires before then. */
    Instant until() {
        return until;
    }

    /** Somebody holds deadlines, or no longer; those whose time is over are forgotten. */
    void put(String holder, Instant moment, Instant now) {
        for (Iterator<Map.Entry<String, Instant>> all = holders.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Instant> other = all.next();
            if (!other.getValue().isAfter(now)) {
                store.delete(prefix + other.getKey());
                all.remove();
            }
        }
        store.put(prefix + holder, new RecordBytes().moment(moment).toBytes());
        holders.put(holder, moment);
        latest();
    }

    private void latest() {
        until = holders.values().stream().max(Instant::compareTo).orElse(Instant.MIN);
    }
}
