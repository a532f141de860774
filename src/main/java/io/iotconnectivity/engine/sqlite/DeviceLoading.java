package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.thread.NamedThread;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Loads all devices at startup. Reading rows, decoding them and building the index take about as long as each other, so one thread reads,
 * others decode, and the calling thread builds the index, in the order of the rows.
 */
final class DeviceLoading {
    private static final int ROWS_OF_A_CHUNK = 1000;

    /** Chunks that have been read but are not in the index yet: a few megabytes. */
    private static final int CHUNKS_AHEAD = 8;

    private static final int MOST_DECODERS = 4;
    private static final long PATIENCE_AT_END_SECONDS = 10;

    private final StoredDevices stored;
    private final ExecutorService threads;
    /** In the order of the rows; an empty chunk comes last. */
    private final BlockingQueue<CompletableFuture<List<Decoded>>> chunks = new ArrayBlockingQueue<>(CHUNKS_AHEAD);

    DeviceLoading(StoredDevices stored) {
        this.stored = stored;
        int decoders = Math.min(MOST_DECODERS, Runtime.getRuntime().availableProcessors());
        this.threads = Executors.newFixedThreadPool(1 + decoders, NamedThread.numberedDaemons("device-loading"));
    }

    /**
     * A row after decoding.
     *
     * @param row empty if no device can have this id
     */
    private record Decoded(String clientId, Optional<StoredDevices.Row> row) {
        boolean isDamaged() {
            return row.isEmpty() || row.get().isPresenceLost() || row.get().isCaseLost();
        }
    }

    /**
     * Loads them; to be called once.
     *
     * @param connection used by one other thread, until this returns
     * @throws StoreException if the thread is interrupted
     */
    StoredDevices.Found all(Connection connection) throws SQLException {
        try {
            threads.execute(() -> read(connection));
            return index();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while loading devices", e);
        } finally {
            end();
        }
    }

    private StoredDevices.Found index() throws SQLException, InterruptedException {
        DeviceIndex index = new DeviceIndex();
        List<String> damaged = new ArrayList<>();
        for (List<Decoded> chunk = next(); !chunk.isEmpty(); chunk = next()) {
            for (Decoded one : chunk) {
                one.row().ifPresent(row -> index.put(row.device()));
                if (one.isDamaged()) {
                    damaged.add(one.clientId());
                }
            }
        }
        return new StoredDevices.Found(index, damaged);
    }

    private List<Decoded> next() throws SQLException, InterruptedException {
        try {
            return chunks.take().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException unreadable) {
                throw unreadable;
            }
            if (e.getCause() instanceof Error fatal) {
                throw fatal;
            }
            throw new IllegalStateException("devices cannot be loaded", e.getCause());
        }
    }

    private void read(Connection connection) {
        try {
            CompletableFuture<List<Decoded>> end = CompletableFuture.completedFuture(List.of());
            try {
                readRows(connection);
            } catch (SQLException | RuntimeException | Error e) {
                end = CompletableFuture.failedFuture(e);
            }
            chunks.put(end);
        } catch (InterruptedException nobodyWaitsForIt) {
            Thread.currentThread().interrupt();
        }
    }

    private void readRows(Connection connection) throws SQLException, InterruptedException {
        try (PreparedStatement select = connection.prepareStatement(StoredDevices.SELECT);
                ResultSet row = select.executeQuery()) {
            List<StoredDevices.Stored> chunk = new ArrayList<>(ROWS_OF_A_CHUNK);
            while (row.next()) {
                chunk.add(StoredDevices.Stored.of(row));
                if (chunk.size() == ROWS_OF_A_CHUNK) {
                    submit(chunk);
                    chunk = new ArrayList<>(ROWS_OF_A_CHUNK);
                }
            }
            if (!chunk.isEmpty()) {
                submit(chunk);
            }
        }
    }

    private void submit(List<StoredDevices.Stored> rows) throws InterruptedException {
        chunks.put(CompletableFuture.supplyAsync(
                () -> rows.stream().map(this::decode).toList(), threads));
    }

    private Decoded decode(StoredDevices.Stored row) {
        Optional<ClientId> client = StoredDevices.clientId(row.clientId());
        return new Decoded(row.clientId(), client.map(id -> stored.device(id, row, why -> {})));
    }

    private void end() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(PATIENCE_AT_END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
