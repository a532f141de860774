package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class BoundedRocksDbTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    Path folder;

    @Test
    void whatAllStoresHoldCountsTogether() throws Exception {
        RocksDB.loadLibrary();
        long before = BoundedRocksDb.used();
        try (Options one = options();
                Options other = options();
                RocksDB first = RocksDB.open(one, folder.resolve("first").toString());
                RocksDB second = RocksDB.open(other, folder.resolve("second").toString())) {
            byte[] key = "key".getBytes(StandardCharsets.UTF_8);
            first.put(key, new byte[MEBIBYTE]);
            second.put(key, new byte[MEBIBYTE]);

            assertThat(BoundedRocksDb.used() - before).isGreaterThanOrEqualTo(2 * MEBIBYTE);
        }
    }

    private static Options options() {
        Options options = new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
        new BoundedRocksDb().setConfig("store", options, Map.of());
        return options;
    }
}
