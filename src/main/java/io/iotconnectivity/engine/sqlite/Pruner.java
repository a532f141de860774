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
 * Deletes expired rows, in slices that ride along with other batches. The file does not shrink, but freed space is
 * reused, so it stops growing. Used only by the writer thread.
 */
final class Pruner {
    private static final int SLICE = 500;
    /** Keys lie together, close to 200 to a page. */
    private static final int KEYS = 5_000;

    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final EngineSettings settings;
    private final Supplier<Collection<String>> attachedSinks;
    private Instant next;

    /**
     * @param start events are kept for a while after this, so that sinks can be attached first
     */
    Pruner(EngineSettings settings, Supplier<Collection<String>> attachedSinks, Instant start) {
        this.settings = settings;
        this.attachedSinks = attachedSinks;
        this.next = start.plus(PERIOD);
    }

    /** The next slice, if one is due. */
    Optional<Work.Write> slice(Instant now) {
        if (now.isBefore(next)) {
            return Optional.empty();
        }
        next = now.plus(PERIOD);
        return Optional.of(batch -> prune(batch.tables(), now));
    }

    private void prune(Tables tables, Instant now) throws SQLException {
        Instant history = now.minus(settings.history());
        int most = tables.events().prune(history, tables.sinks().lowestCursor(attachedSinks.get()), SLICE);
        most = Math.max(most, delete(tables, "dead_letter", "id", "at", now.minus(settings.deadLetters())));
        most = Math.max(most, delete(tables, "incident", "incident_id", "resolved_at", history));
        most = Math.max(most, tables.decisions().prune(history, SLICE));
        most = Math.max(most, delete(tables, "silence", "id", "until", history));
        most = Math.max(most, delete(tables, "sent", "id", "at", history));
        // An earlier version had no limit.
        tables.keepBound();
        boolean hasOldKeys = tables.inbox().prune(now, settings.inbox(), KEYS) == KEYS;
        if (most == SLICE || hasOldKeys || tables.counts().dropped() >= UnreadableBound.MOST_DROPS) {
            next = now;
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
