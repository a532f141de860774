package io.iotconnectivity.engine.kafka;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The deadlines of one partition, by time. */
final class DueStore {
    private static final byte[] PRESENT = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    /** Where the next scan begins: everything before it has been removed, and is slow to pass over. */
    private Bytes from = DueKeys.first();

    DueStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Moves a deadline; absent before or after if there was, or is, none. */
    void move(Optional<Instant> before, Optional<Instant> after, String what) {
        if (before.equals(after)) {
            return;
        }
        before.ifPresent(moment -> remove(moment, what));
        after.ifPresent(moment -> add(moment, what));
    }

    void add(Instant deadline, String what) {
        Bytes key = DueKeys.of(deadline, what);
        store.put(key, PRESENT);
        if (key.compareTo(from) < 0) {
            from = key;
        }
    }

    void remove(Instant deadline, String what) {
        // To delete it would look up what is deleted.
        store.put(DueKeys.of(deadline, what), null);
    }

    /** A deadline that has come. */
    record Due(Instant deadline, String what) {}

    /** The first deadline that is not after that moment. */
    Optional<Due> first(Instant now) {
        Bytes until = DueKeys.after(now);
        if (from.compareTo(until) >= 0) {
            return Optional.empty();
        }
        try (KeyValueIterator<Bytes, byte[]> all = store.range(from, until)) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> next = all.next();
                if (!next.key.equals(until)) {
                    from = next.key;
                    return Optional.of(new Due(DueKeys.deadline(next.key), DueKeys.what(next.key)));
                }
            }
        }
        from = until;
        return Optional.empty();
    }
}
