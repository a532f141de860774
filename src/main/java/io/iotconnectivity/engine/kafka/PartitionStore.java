package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.incident.BlindSource;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every partition has been told: who holds deadlines until when, and which sources are blind. */
final class PartitionStore {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionStore.class);
    private static final String HOLDER = "hold/";
    private static final String BLIND = "blind";

    private final KeyValueStore<String, byte[]> store;
    private final Holds holds;

    PartitionStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
        this.holds = new Holds(store, HOLDER);
    }

    /** No deadline fires before then. */
    Instant until() {
        return holds.until();
    }

    void put(DeviceRecord.Held held, Instant now) {
        holds.put(held.holder(), held.until(), now);
    }

    /** The sources that are blind. */
    List<BlindSource> blind() {
        byte[] stored = store.get(BLIND);
        if (stored == null) {
            return List.of();
        }
        try {
            return ((DeviceRecord.BlindNow) new DeviceRecords().read(null, stored)).sources();
        } catch (MalformedRecord | ClassCastException e) {
            LOG.error("It is lost which sources are blind, until one becomes blind or recovers", e);
            store.delete(BLIND);
            return List.of();
        }
    }

    /**
     * @param encoded as the record was read
     */
    void put(DeviceRecord.BlindNow blind, byte[] encoded) {
        if (blind.sources().isEmpty()) {
            store.delete(BLIND);
        } else {
            store.put(BLIND, encoded);
        }
    }
}
