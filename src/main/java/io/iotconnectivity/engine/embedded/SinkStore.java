package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.SinkStatus;
import io.iotconnectivity.event.CloudEvents;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the store keeps of the sinks: their cursors and the rows behind them. */
final class SinkStore {
    private final Writer writer;
    private final Readers readers;
    private final CloudEvents codec;

    SinkStore(Writer writer, Readers readers, CloudEvents codec) {
        this.writer = writer;
        this.readers = readers;
        this.codec = codec;
    }

    /** Makes the sink known, from the present end of the log on, if it is not. Completes when that is durable. */
    CompletableFuture<Void> enroll(String sink) {
        CompletableFuture<Void> enrolled = new CompletableFuture<>();
        writer.submit(new Work() {
            @Override
            public void write(Batch batch) throws SQLException {
                batch.tables().addSink(sink, batch.lastSeq());
            }

            @Override
            public void committed() {
                enrolled.complete(null);
            }

            @Override
            public void failed(Throwable why) {
                enrolled.completeExceptionally(why);
            }
        });
        return enrolled;
    }

    long cursor(String sink) {
        return readers.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT cursor FROM sink WHERE name = ?")) {
                select.setString(1, sink);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** What the sink had not got when it was left. */
    Lanes load(String sink, Instant now) {
        Lanes lanes = new Lanes(cursor(sink));
        return readers.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT d.seq, d.attempts, d.due, coalesce(d.error, ''), e.body"
                            + " FROM delivery d JOIN event e ON e.seq = d.seq WHERE d.sink = ? ORDER BY d.seq")) {
                select.setString(1, sink);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        Parked parked = new Parked(
                                row.getLong(1), row.getInt(2), Instant.ofEpochMilli(row.getLong(3)), row.getString(4));
                        lanes.restore(new Logged(parked.seq(), codec.read(row.getBytes(5))), parked, now);
                    }
                }
                return lanes;
            }
        });
    }

    /** Has progress noted with the next batch. */
    void note(Progress progress) {
        writer.submitUnhurried(progress);
    }

    /** The status of a sink that nothing is known of but what waits. */
    static SinkStatus idle(String name, boolean active, long waiting, long retrying) {
        return new SinkStatus(
                name,
                active,
                0,
                0,
                waiting,
                retrying,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0);
    }
}
