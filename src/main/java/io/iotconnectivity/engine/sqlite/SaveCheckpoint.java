package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.Completion;
import io.iotconnectivity.delivery.LostEvent;
import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Repetition;
import io.iotconnectivity.event.CloudEvents;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Saves the checkpoint of a sink. */
record SaveCheckpoint(String sink, Checkpoint checkpoint, CloudEvents codec) {

    void write(Batch batch) throws SQLException {
        SinkTables tables = batch.tables().sinks();
        for (Map.Entry<Long, Optional<PendingRow>> row : checkpoint.rows().entrySet()) {
            if (row.getValue().isPresent()) {
                tables.park(sink, row.getValue().get());
            } else {
                tables.unpark(sink, row.getKey());
            }
        }
        for (Map.Entry<String, Optional<Receipt>> ticket : checkpoint.tickets().entrySet()) {
            if (ticket.getValue().isPresent()) {
                tables.open(sink, ticket.getKey(), ticket.getValue().get(), batch.now());
            } else {
                tables.close(sink, ticket.getKey());
            }
        }
        for (Map.Entry<String, Optional<Repetition>> repeat :
                checkpoint.repetitions().entrySet()) {
            if (repeat.getValue().isPresent()) {
                Repetition what = repeat.getValue().get();
                tables.repeat(sink, repeat.getKey(), what.every(), codec.write(what.event()));
            } else {
                tables.repeatNoMore(sink, repeat.getKey());
            }
        }
        for (Completion completion : checkpoint.completions()) {
            if (completion.lost().isPresent()) {
                bury(completion.lost().get(), batch);
            }
            if (completion.sent().isPresent()) {
                tables.note(completion.sent().get());
            }
        }
        tables.advance(sink, checkpoint.cursor(), checkpoint.reach());
    }

    private void bury(LostEvent lost, Batch batch) throws SQLException {
        byte[] body = codec.write(lost.event());
        batch.tables().buryUndelivered(sink, lost.event(), body, lost.attempts(), lost.reason(), lost.at());
        if (lost.fallback().isPresent()) {
            batch.address(lost.fallback().get(), lost.event());
        }
    }
}
