package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redelivers dead letters of sinks: each is deleted in the transaction that appends its event to the log, unchanged
 * and addressed to its sink only. A letter that fails again meanwhile is not picked up a second time.
 */
final class DeadLetterRedelivery {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterRedelivery.class);

    private static final int CHUNK = 200;

    /** From the first letter to the last one that exists at the start. */
    static final Span FIRST = new Span(0, OptionalLong.empty());

    private final DeadLetterQuery which;
    private final Set<String> sinks;
    private final CloudEvents codec;

    /**
     * @param sinks letters of other sinks are left alone, since nobody would receive them
     */
    DeadLetterRedelivery(DeadLetterQuery which, Set<String> sinks, CloudEvents codec) {
        this.which = which;
        this.sinks = sinks;
        this.codec = codec;
    }

    /**
     * Which letters come next.
     *
     * @param after only letters with greater ids
     * @param end only letters with ids up to this one; absent: up to the current end
     */
    record Span(long after, OptionalLong end) {}

    /**
     * The outcome of one chunk.
     *
     * @param replayed how many letters were redelivered
     * @param next absent if these were the last
     */
    record Chunk(long replayed, Optional<Span> next) {}

    private record Letter(long id, String sink, byte[] payload) {}

    Chunk chunk(Batch batch, Span span) throws SQLException {
        long end = span.end().isPresent() ? span.end().getAsLong() : lastLetter(batch);
        List<Letter> letters = letters(batch, span.after(), end);
        long replayed = 0;
        try (PreparedStatement delete =
                batch.tables().connection().prepareStatement("DELETE FROM dead_letter WHERE id = ?")) {
            for (Letter letter : letters) {
                if (address(letter, batch)) {
                    delete.setLong(1, letter.id());
                    delete.executeUpdate();
                    replayed++;
                }
            }
        }
        return new Chunk(
                replayed,
                letters.size() < CHUNK
                        ? Optional.empty()
                        : Optional.of(new Span(letters.get(CHUNK - 1).id(), OptionalLong.of(end))));
    }

    private List<Letter> letters(Batch batch, long after, long end) throws SQLException {
        Conditions conditions = DeadLetters.conditions(which)
                .add("direction = 'out'")
                .add("id > ?", after)
                .add("id <= ?", end)
                .add("origin IN (?" + ", ?".repeat(sinks.size() - 1) + ")", sinks.toArray());
        return Rows.select(
                batch.tables().connection(),
                "SELECT id, origin, payload FROM dead_letter" + conditions.where() + " ORDER BY id LIMIT ?",
                conditions,
                CHUNK,
                row -> new Letter(row.getLong(1), row.getString(2), row.getBytes(3)));
    }

    private boolean address(Letter letter, Batch batch) throws SQLException {
        Event event;
        try {
            event = codec.read(letter.payload());
        } catch (IllegalArgumentException e) {
            LOG.warn("Dead letter {} is kept, because its event cannot be read: {}", letter.id(), e.getMessage());
            return false;
        }
        batch.address(letter.sink(), event);
        return true;
    }

    private static long lastLetter(Batch batch) throws SQLException {
        try (PreparedStatement select =
                        batch.tables().connection().prepareStatement("SELECT coalesce(max(id), 0) FROM dead_letter");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
