package io.iotconnectivity.engine.kafka;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Values of a store that were decoded or encoded last: a step reads the same few several times, and so does the next. In
 * the step that has read or written a value it is the value; later it stands for the same bytes only.
 */
final class RecentlyUsed<V> {
    private final Map<String, Entry<V>> all;
    private long step;

    private record Entry<V>(byte[] stored, V value, long step) {}

    /**
     * @param most how many are kept
     */
    RecentlyUsed(int most) {
        all = new LinkedHashMap<>(most, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Entry<V>> eldest) {
                return size() > most;
            }
        };
    }

    /** Whoever uses the store begins with another step. */
    void nextStep() {
        step++;
    }

    /** The value, if this step has read or written it. */
    Optional<V> ofThisStep(String key) {
        return Optional.ofNullable(all.get(key))
                .filter(entry -> entry.step == step)
                .map(Entry::value);
    }

    /** What these bytes are known to stand for. */
    Optional<V> decoded(String key, byte[] stored) {
        return Optional.ofNullable(all.get(key))
                .filter(entry -> Arrays.equals(entry.stored, stored))
                .map(Entry::value);
    }

    void put(String key, byte[] stored, V value) {
        all.put(key, new Entry<>(stored, value, step));
    }

    void forget(String key) {
        all.remove(key);
    }
}
