package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has some dead letters of sinks delivered again: each leaves the dead letters in the transaction that puts its event into the
 * log, as it was, for its sink only. What is lost again meanwhile is not taken a second time.
 */
final class DeadLetterRedelivery extends Awaited {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterRedelivery.class);

    private static final int CHUNK = 200;

    private final DeadLetterQuery which;
    private final Set<String> sinks;
    private final long after;
    private final long upTo;
    private final CloudEvents codec;

    private long replayed;
    private long end;
    private long last;
    private boolean more;

    /**
     * @param sinks letters of others are left alone, since nobody would take them
     * @param after only letters with greater ids
     * @param upTo only letters with ids up to this; negative: up to the present end
     */
    DeadLetterRedelivery(DeadLetterQuery which, Set<String> sinks, long after, long upTo, CloudEvents codec) {
        this.which = which;
        this.sinks = sinks;
        this.after = after;
        this.upTo = upTo;
        this.codec = codec;
    }

    private record Letter(long id, String sink, byte[] payload) {}

    @Override
    public void write(Batch batch) throws SQLException {
        replayed = 0;
        end = upTo < 0 ? lastLetter(batch) : upTo;
        last = after;
        List<Letter> letters = letters(batch);
        more = letters.size() == CHUNK;
        try (PreparedStatement delete =
                batch.tables().connection().prepareStatement("DELETE FROM dead_letter WHERE id = ?")) {
            for (Letter letter : letters) {
                last = letter.id();
                if (address(letter, batch)) {
                    delete.setLong(1, letter.id());
                    delete.executeUpdate();
                    replayed++;
                }
            }
        }
    }

    private List<Letter> letters(Batch batch) throws SQLException {
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
            LOG.warn("Dead letter {} stays one, since its event cannot be read: {}", letter.id(), e.getMessage());
            return false;
        }
        batch.address(letter.sink(), event, letter.payload());
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

    /** How many letters this took; once it is done. */
    long replayed() {
        return replayed;
    }

    /** Whether there may be more after it; once it is done. */
    boolean hasMore() {
        return more;
    }

    /** What comes after this; once it is done. */
    DeadLetterRedelivery next() {
        return new DeadLetterRedelivery(which, sinks, last, end, codec);
    }
}
