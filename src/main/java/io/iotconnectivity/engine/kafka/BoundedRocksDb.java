package io.iotconnectivity.engine.kafka;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Gives all state stores of this process one memory outside the heap. By default each of them, three for each partition,
 * may take about 100 MB.
 *
 * @see <a href="https://kafka.apache.org/documentation/streams/developer-guide/memory-mgmt#rocksdb">Kafka's guide</a>
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    /** In bytes; for blocks that have been read, and for what is not in a file yet. */
    static final long ALL = 256L * 1024 * 1024;

    private static final long WRITES = ALL / 2;
    /** For indexes and filters, without which each reading of a key reads them first. */
    private static final double INDEXES = 0.1;
    /** Each store holds at least one; with blocks of the default size, 64 stores would fill the memory for writes. */
    private static final long ARENA_BLOCK = 256L * 1024;

    // For all stores of the process, so never closed.
    private static final Cache CACHE = new LRUCache(ALL, -1, false, INDEXES);
    private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITES, CACHE);

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setArenaBlockSize(ARENA_BLOCK);
    }

    @Override
    public void close(String store, Options options) {
        // All that was set is shared.
    }

    /** How much of it is in use, in bytes. */
    static long used() {
        return CACHE.getUsage();
    }
}
