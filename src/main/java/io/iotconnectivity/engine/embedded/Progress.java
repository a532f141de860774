package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a sink has come, to be made durable at one stroke.
 *
 * @param cursor all events up to it are done with, or are in {@code rows}
 * @param rows what becomes of rows of {@code delivery}, by event number; empty for one that is deleted
 */
record Progress(
        String sink, long cursor, Map<Long, Optional<Parked>> rows, List<Lost> lost, CloudEvents codec, Runnable then)
        implements Work {

    /** An event that the sink will not get. */
    record Lost(Event event, int attempts, String reason, Instant at) {}

    @Override
    public void write(Batch batch) throws SQLException {
        Tables tables = batch.tables();
        for (Map.Entry<Long, Optional<Parked>> row : rows.entrySet()) {
            if (row.getValue().isPresent()) {
                tables.park(sink, row.getValue().get());
            } else {
                tables.unpark(sink, row.getKey());
            }
        }
        for (Lost each : lost) {
            tables.buryUndelivered(
                    sink, each.event(), codec.write(each.event()), each.attempts(), each.reason(), each.at());
        }
        tables.moveCursor(sink, cursor);
    }

    @Override
    public void committed() {
        then.run();
    }

    @Override
    public void failed(Throwable why) {
        then.run();
    }
}
