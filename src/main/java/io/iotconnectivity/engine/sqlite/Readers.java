package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Read-only connections, handed out one at a time. They see committed data only, and never block the writer. */
final class Readers implements AutoCloseable {
    private static final int COUNT = 4;

    private final List<Connection> all = new ArrayList<>();
    private final BlockingQueue<Connection> free = new ArrayBlockingQueue<>(COUNT);

    Readers(DatabaseFile file) throws SQLException {
        for (int i = 0; i < COUNT; i++) {
            Connection connection = file.reader();
            all.add(connection);
            free.add(connection);
        }
    }

    interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * @throws StoreException if the file cannot be read, or if the thread is interrupted
     */
    <T> T read(Query<T> query) {
        Connection connection;
        try {
            connection = free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting to read the store", e);
        }
        try {
            return query.run(connection);
        } catch (SQLException e) {
            throw new StoreException("the store cannot be read: " + e.getMessage(), e);
        } finally {
            free.add(connection);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : all) {
            connection.close();
        }
    }
}
