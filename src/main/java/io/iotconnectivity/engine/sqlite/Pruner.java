package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.health.UnreadableBound;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Deletes what has grown old, in slices that ride along with other batches. The file does not shrink, but what is freed is
 * used again, so it stops growing. Used by the writer's thread only.
 */
final class Pruner {
    private static final int SLICE = 500;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final EngineSettings settings;
    private final Supplier<Collection<String>> attachedSinks;
    private Instant next;

    /**
     * @param start events are left alone for a period after it, so that sinks can be attached first
     */
    Pruner(EngineSettings settings, Supplier<Collection<String>> attachedSinks, Instant start) {
        this.settings = settings;
        this.attachedSinks = attachedSinks;
        this.next = start.plus(PERIOD);
    }

    /** The next slice, if it is time. */
    Optional<Work.Write> slice(Instant now) {
        if (now.isBefore(next)) {
            return Optional.empty();
        }
        next = now.plus(PERIOD);
        return Optional.of(batch -> prune(batch.tables(), now));
    }

    private void prune(Tables tables, Instant now) throws SQLException {
        Instant history = now.minus(settings.history());
        int most = events(tables, history);
        most = Math.max(most, delete(tables, "inbox", "key", "received", now.minus(settings.inbox())));
        most = Math.max(most, delete(tables, "dead_letter", "id", "at", now.minus(settings.deadLetters())));
        most = Math.max(most, delete(tables, "incident", "incident_id", "resolved_at", history));
        most = Math.max(most, delete(tables, "decision", "id", "at", history));
        most = Math.max(most, delete(tables, "silence", "id", "until", history));
        most = Math.max(most, delete(tables, "sent", "id", "at", history));
        // An earlier version had no bound.
        tables.keepBound();
        if (most == SLICE || tables.counts().dropped() >= UnreadableBound.MOST_DROPS) {
            next = now;
        }
    }

    private int events(Tables tables, Instant before) throws SQLException {
        long needed = tables.sinks().lowestCursor(attachedSinks.get());
        // Oldest first and only while they are old: the numbers grow with time, so the scan ends at the first young
        // one.
        try (PreparedStatement delete = tables.connection()
                .prepareStatement("DELETE FROM event WHERE seq IN (SELECT seq FROM event e WHERE seq <= ?"
                        + " AND time < ? AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.seq = e.seq)"
                        + " ORDER BY seq LIMIT ?)")) {
            delete.setLong(1, needed);
            delete.setLong(2, before.toEpochMilli());
            delete.setInt(3, SLICE);
            return delete.executeUpdate();
        }
    }

    private static int delete(Tables tables, String table, String key, String time, Instant before)
            throws SQLException {
        try (PreparedStatement delete = tables.connection()
                .prepareStatement("DELETE FROM " + table + " WHERE " + key + " IN (SELECT " + key + " FROM " + table
                        + " WHERE " + time + " < ? LIMIT ?)")) {
            delete.setLong(1, before.toEpochMilli());
            delete.setInt(2, SLICE);
            return delete.executeUpdate();
        }
    }
}
