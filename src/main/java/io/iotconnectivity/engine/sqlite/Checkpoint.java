package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How far a sink has come, to be made durable at one stroke.
 *
 * @param change all events up to its cursor are done with, or are in its rows
 * @param repeats what the sink is to be told again and again, by its ticket; empty: nothing any more
 * @param reach up to which event anything may have been tried, should nothing more be noted
 */
record Checkpoint(
        String sink,
        Lanes.Change change,
        Map<String, Optional<Repetition>> repeats,
        long reach,
        CloudEvents codec,
        Runnable then) {

    /**
     * An event that the sink will not get.
     *
     * @param fallback the sink that gets it instead
     */
    record Lost(Event event, int attempts, String reason, Instant at, Optional<String> fallback) {

        /**
         * @param addressed whether it was for this sink only; then it has been elsewhere already
         */
        static Lost of(Event event, boolean addressed, int attempts, String reason, Instant at, Sink sink) {
            return new Lost(event, attempts, reason, at, sink.fallback().filter(other -> !addressed));
        }
    }

    void write(Batch batch) throws SQLException {
        SinkTables tables = batch.tables().sinks();
        for (Map.Entry<Long, Optional<PendingRow>> row : change.rows().entrySet()) {
            if (row.getValue().isPresent()) {
                tables.park(sink, row.getValue().get());
            } else {
                tables.unpark(sink, row.getKey());
            }
        }
        for (Map.Entry<String, Optional<Receipt>> ticket : change.tickets().entrySet()) {
            if (ticket.getValue().isPresent()) {
                tables.open(sink, ticket.getKey(), ticket.getValue().get(), batch.now());
            } else {
                tables.close(sink, ticket.getKey());
            }
        }
        for (Map.Entry<String, Optional<Repetition>> repeat : repeats.entrySet()) {
            if (repeat.getValue().isPresent()) {
                Repetition what = repeat.getValue().get();
                tables.repeat(sink, repeat.getKey(), what.every(), codec.write(what.event()));
            } else {
                tables.repeatNoMore(sink, repeat.getKey());
            }
        }
        for (Ending ending : change.endings()) {
            if (ending.lost().isPresent()) {
                bury(ending.lost().get(), batch);
            }
            if (ending.sent().isPresent()) {
                tables.note(ending.sent().get());
            }
        }
        tables.advance(sink, change.cursor(), reach);
    }

    private void bury(Lost lost, Batch batch) throws SQLException {
        byte[] body = codec.write(lost.event());
        batch.tables().buryUndelivered(sink, lost.event(), body, lost.attempts(), lost.reason(), lost.at());
        if (lost.fallback().isPresent()) {
            batch.address(lost.fallback().get(), lost.event(), body);
        }
    }
}
