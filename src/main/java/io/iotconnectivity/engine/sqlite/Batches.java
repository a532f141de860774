package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.event.CloudEvents;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes the batches of one engine, and keeps what they remember from one to the next. Used by the writer's thread only. */
final class Batches implements Writer.BatchMaker {
    private final Decider decider;
    private final IncidentRules incidents;
    private final CloudEvents codec;
    private volatile boolean traced;
    private Tables remembered;
    private IncidentMemory memory;

    Batches(Rules rules, IncidentRules incidents, CloudEvents codec) {
        this.decider = new Decider(rules, incidents);
        this.incidents = incidents;
        this.codec = codec;
    }

    /** From now on traces go on; may be called by any thread. */
    void continueTraces() {
        traced = true;
    }

    @Override
    public Batch make(Tables tables, Instant now, long lastSeq) throws SQLException {
        List<String> unreadable = new ArrayList<>();
        if (tables != remembered) {
            // A batch has failed: what it has made of the memory was undone in the file.
            memory = IncidentMemory.recalled(tables.incidents(), incidents, now, unreadable::add);
            remembered = tables;
        }
        Batch batch = new Batch(tables, decider, incidents, memory, codec, now, lastSeq, traced);
        for (String clientId : unreadable) {
            batch.mend(clientId);
        }
        return batch;
    }
}
