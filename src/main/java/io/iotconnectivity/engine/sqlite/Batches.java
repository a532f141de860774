package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.event.CloudEvents;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Creates the batches of one engine, and keeps what they remember from one to the next. Used only by the writer
 * thread.
 */
final class Batches implements Writer.BatchMaker {
    private final Decider decider;
    private final IncidentRules incidents;
    private final Backlog backlog;
    private final CloudEvents json;
    private final EventCodec codec;
    private volatile boolean traced;
    private final DeviceIndex index;
    private final PresenceCodec presences;
    private Tables remembered;
    private IncidentMemory memory;
    private Runnable takeBackHeard = () -> {};

    Batches(
            Rules rules,
            IncidentRules incidents,
            Backlog backlog,
            CloudEvents json,
            EventCodec codec,
            DeviceIndex index,
            PresenceCodec presences) {
        this.index = index;
        this.presences = presences;
        this.decider = new Decider(rules, incidents);
        this.incidents = incidents;
        this.backlog = backlog;
        this.json = json;
        this.codec = codec;
    }

    /** Continues traces from now on; any thread may call this. */
    void continueTraces() {
        traced = true;
    }

    @Override
    public Batch make(Tables tables, Instant now, long lastSeq) throws SQLException {
        if (tables != remembered) {
            // A batch failed: its changes to the memory were rolled back in the file.
            memory = IncidentMemory.recalled(index, presences, tables.incidents(), incidents, now);
            takeBackHeard.run();
            remembered = tables;
        }
        takeBackHeard = backlog.undo();
        return new Batch(
                tables, index, presences, decider, incidents, memory, backlog, json, codec, now, lastSeq, traced);
    }
}
