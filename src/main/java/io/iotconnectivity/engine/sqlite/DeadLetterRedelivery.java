package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.view.StoredLetters;
import io.iotconnectivity.event.CloudEvents;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Redelivers dead letters of sinks: each is deleted in the transaction that appends its event to the log, unchanged
 * and addressed to its sink only. A letter that fails again meanwhile is not picked up a second time.
 */
final class DeadLetterRedelivery {
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

    Chunk chunk(Batch batch, Span span) throws SQLException {
        Connection connection = batch.tables().connection();
        long end = span.end().isPresent() ? span.end().getAsLong() : DeadLetters.last(connection);
        List<StoredLetters.Undelivered> letters =
                DeadLetters.undelivered(connection, codec, which, sinks, span.after(), end);
        long replayed = 0;
        for (StoredLetters.Undelivered letter : letters) {
            if (letter.event().isPresent()) {
                batch.address(letter.sink(), letter.event().get());
                DeadLetters.delete(connection, letter.number());
                replayed++;
            }
        }
        return new Chunk(
                replayed,
                letters.size() < DeadLetters.EVENTS_AT_ONCE
                        ? Optional.empty()
                        : Optional.of(new Span(letters.get(letters.size() - 1).number(), OptionalLong.of(end))));
    }
}
