package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.incident.Silence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The silences, and of each open incident its latest event. It has a store of its own, so that whoever reads its
 * changelog finds an incident that has been open for longer than events are kept, without reading the cases of all
 * devices.
 */
final class ShownStore {
    static final String INCIDENT = "i/";
    static final String SILENCE = "s/";

    private final KeyValueStore<String, byte[]> store;
    private final CaseCodec codec = new CaseCodec();

    ShownStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /**
     * Keeps an event if its incident is open, and forgets the incident otherwise.
     *
     * @param encoded the event as {@link EventCodec} wrote it
     */
    void tell(Event event, byte[] encoded) {
        event.incident().ifPresent(incident -> {
            String key = INCIDENT + incident.incidentId();
            // Without a value it is removed; to delete it would look up what is deleted.
            store.put(key, incident.status() == IncidentStatus.OPEN ? encoded : null);
        });
    }

    /** The latest event of an open incident. */
    Optional<byte[]> incident(String incidentId) {
        return Optional.ofNullable(store.get(INCIDENT + incidentId));
    }

    /** Keeps a silence, and forgets those that have ended. */
    void put(Silence silence, Instant now) {
        List<String> ended = new ArrayList<>();
        silences((id, body) -> {
            if (hasEnded(body, now)) {
                ended.add(id);
            }
        });
        ended.forEach(this::deleteSilence);
        putSilence(silence.id(), codec.write(silence));
    }

    /** One that cannot be read is shown as switched off until somebody ends it. */
    private boolean hasEnded(byte[] silence, Instant now) {
        try {
            return codec.silence(silence)
                    .until()
                    .filter(until -> !until.isAfter(now))
                    .isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /**
     * Keeps a silence, valid or not.
     *
     * @param body as its codec wrote it
     */
    void putSilence(String id, byte[] body) {
        store.put(SILENCE + id, body);
    }

    void deleteSilence(String id) {
        store.delete(SILENCE + id);
    }

    /** Passes on the silences, by id. */
    void silences(BiConsumer<String, byte[]> each) {
        try (KeyValueIterator<String, byte[]> all = store.prefixScan(SILENCE, StageStores.TEXT.serializer())) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                each.accept(next.key.substring(SILENCE.length()), next.value);
            }
        }
    }
}
