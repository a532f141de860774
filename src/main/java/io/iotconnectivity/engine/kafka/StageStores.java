package io.iotconnectivity.engine.kafka;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The names and kinds of the state stores. Each has a changelog topic, named after it. */
final class StageStores {
    static final String DEVICES = "devices";
    static final String DEVICES_DUE = "devices-due";
    static final String PARTITION = "partition";
    static final String CASES = "cases";
    static final String CASES_DUE = "cases-due";
    /** What readers are to be shown however long ago it was told; see {@link ShownStore}. */
    static final String SHOWN = "shown";

    static final Serde<String> TEXT = Serdes.String();

    private StageStores() {}

    static StoreBuilder<KeyValueStore<String, byte[]>> keyed(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), TEXT, Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> timed(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }
}
