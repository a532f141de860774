package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.incident.BlindSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every partition has been told: who holds deadlines until when, up to when the sources have been heard, and which
 * of them are blind.
 */
final class PartitionStore {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionStore.class);
    private static final String HOLDER = "hold/";
    private static final String BLIND = "blind";
    private static final String HEARD = "heard";

    /** An older one makes deadlines wait for the next, which comes soon. */
    private static final Duration HEARD_STORED_EVERY = Duration.ofSeconds(10);

    private static final DeviceRecord.HeardUpTo NEVER = new DeviceRecord.HeardUpTo(Instant.MIN, Instant.MIN);

    private final KeyValueStore<String, byte[]> store;
    private final Holds holds;
    private DeviceRecord.HeardUpTo heard;
    private Instant heardStored = Instant.MIN;

    PartitionStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
        this.holds = new Holds(store, HOLDER);
        this.heard = storedHeard();
    }

    /** No deadline fires before then. */
    Instant until() {
        return holds.until();
    }

    void put(DeviceRecord.Held held, Instant now) {
        holds.put(held.holder(), held.until(), now);
    }

    private DeviceRecord.HeardUpTo storedHeard() {
        byte[] stored = store.get(HEARD);
        try {
            return stored == null ? NEVER : (DeviceRecord.HeardUpTo) new DeviceRecords().read(null, stored);
        } catch (UnsupportedRecord e) {
            throw e;
        } catch (MalformedRecord | ClassCastException e) {
            LOG.error("It is lost up to when the sources were heard, until they are heard again", e);
            store.delete(HEARD);
            return NEVER;
        }
    }

    /**
     * The latest deadline that may fire now: all news that could undo it has been appended. Without anybody who says so,
     * and if that is missing for too long, all may.
     */
    Instant mayFire(Instant now) {
        return now.isBefore(heard.until()) && heard.at().isBefore(now) ? heard.at() : now;
    }

    /**
     * @param encoded as the record was read
     */
    void put(DeviceRecord.HeardUpTo told, byte[] encoded) {
        if (told.at().isBefore(heard.at())) {
            // Of one who is replaced, and was slow to append it.
            return;
        }
        heard = told;
        if (heardStored.equals(Instant.MIN) || told.at().isAfter(heardStored.plus(HEARD_STORED_EVERY))) {
            store.put(HEARD, encoded);
            heardStored = told.at();
        }
    }

    /** The sources that are blind. */
    List<BlindSource> blind() {
        byte[] stored = store.get(BLIND);
        if (stored == null) {
            return List.of();
        }
        try {
            return ((DeviceRecord.BlindNow) new DeviceRecords().read(null, stored)).sources();
        } catch (UnsupportedRecord e) {
            throw e;
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
