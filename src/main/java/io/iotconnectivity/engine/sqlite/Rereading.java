package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.codec.InboxKey;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads unreadable messages of sources again, in the order in which they arrived, a few at a time. They are parsed on
 * threads that nothing else waits for; the writer gets the result.
 */
final class Rereading {
    /** A message may have 1 MiB, and all of a chunk are in memory together. */
    private static final int CHUNK = 20;

    /** Signals that the rules failed on have no topic: they are no longer messages. */
    private static final String MESSAGES = "direction = 'in' AND topic IS NOT NULL";

    /** Somebody else has had it read meanwhile. */
    private static final Replayed GONE = Replayed.NOTHING;

    private static final Replayed TAKEN_IN = new Replayed(0, 1, 0);
    private static final Replayed STAYS = new Replayed(0, 0, 1);

    private final Readers readers;
    private final Writer writer;
    private volatile SecondReading reading = message -> SecondReading.Found.unreadable(message.reason());

    Rereading(Readers readers, Writer writer) {
        this.readers = readers;
        this.writer = writer;
    }

    void with(SecondReading how) {
        reading = how;
    }

    private record Letter(long id, Unreadable message) {
        /** A truncated message cannot be parsed, and would only get a worse reason. */
        boolean isWhole() {
            return message.payload().length == message.originalSize();
        }
    }

    /** Completes once everything is durable. Messages that arrive meanwhile are left for the next call. */
    CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        return CompletableFuture.supplyAsync(this::lastLetter)
                .thenComposeAsync(end -> chunk(which, 0, end, Replayed.NOTHING));
    }

    private CompletableFuture<Replayed> chunk(DeadLetterQuery which, long after, long end, Replayed before) {
        List<Letter> letters = letters(which, after, end);
        if (letters.isEmpty()) {
            return CompletableFuture.completedFuture(before);
        }
        CompletableFuture<Replayed> all = CompletableFuture.completedFuture(before);
        for (Letter letter : letters) {
            all = all.thenCombine(write(letter.id(), read(letter)), Replayed::plus);
        }
        long last = letters.get(letters.size() - 1).id();
        return all.thenComposeAsync(sum -> chunk(which, last, end, sum));
    }

    private SecondReading.Found read(Letter letter) {
        return letter.isWhole()
                ? reading.read(letter.message())
                : SecondReading.Found.unreadable(letter.message().reason());
    }

    /**
     * The letter is deleted in the transaction that takes in its signals, so that a crash neither loses them nor
     * takes in twice those that cannot be told from a repetition.
     */
    private CompletableFuture<Replayed> write(long letter, SecondReading.Found found) {
        List<Optional<InboxKey>> keys =
                found.signals().stream().map(InboxKey::of).toList();
        return writer.ask(
                batch -> found.refusal().isPresent()
                        ? keep(batch, letter, found, keys)
                        : takeIn(batch, letter, found, keys),
                why -> batch ->
                        changeReason(batch, letter, "the store refuses it: " + why.getMessage()) ? STAYS : GONE);
    }

    private static Replayed takeIn(Batch batch, long letter, SecondReading.Found found, List<Optional<InboxKey>> keys)
            throws SQLException {
        if (!delete(batch, letter)) {
            return GONE;
        }
        for (int i = 0; i < keys.size(); i++) {
            batch.take(found.signals().get(i), keys.get(i), Optional.empty());
        }
        return TAKEN_IN;
    }

    /** The message will be read again, so signals that could not be told from their repetition are not taken in now. */
    private static Replayed keep(Batch batch, long letter, SecondReading.Found found, List<Optional<InboxKey>> keys)
            throws SQLException {
        if (!changeReason(batch, letter, found.refusal().orElseThrow())) {
            return GONE;
        }
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).isPresent()) {
                batch.take(found.signals().get(i), keys.get(i), Optional.empty());
            }
        }
        return STAYS;
    }

    private static boolean delete(Batch batch, long letter) throws SQLException {
        try (PreparedStatement delete =
                batch.tables().connection().prepareStatement("DELETE FROM dead_letter WHERE id = ?")) {
            delete.setLong(1, letter);
            return delete.executeUpdate() > 0;
        }
    }

    private static boolean changeReason(Batch batch, long letter, String reason) throws SQLException {
        try (PreparedStatement update =
                batch.tables().connection().prepareStatement("UPDATE dead_letter SET reason = ? WHERE id = ?")) {
            update.setString(1, reason);
            update.setLong(2, letter);
            return update.executeUpdate() > 0;
        }
    }

    private List<Letter> letters(DeadLetterQuery which, long after, long end) {
        Conditions conditions =
                DeadLetters.conditions(which).add(MESSAGES).add("id > ?", after).add("id <= ?", end);
        return readers.read(connection -> Rows.select(
                connection,
                "SELECT id, origin, topic, payload, original_size, reason, at FROM dead_letter" + conditions.where()
                        + " ORDER BY id LIMIT ?",
                conditions,
                CHUNK,
                row -> new Letter(
                        row.getLong(1),
                        new Unreadable(
                                row.getString(2),
                                row.getString(3),
                                row.getBytes(4),
                                row.getInt(5),
                                row.getString(6),
                                Instant.ofEpochMilli(row.getLong(7))))));
    }

    private long lastLetter() {
        return readers.read(connection -> Rows.select(
                        connection,
                        "SELECT coalesce(max(id), 0) FROM dead_letter LIMIT ?",
                        new Conditions(),
                        1,
                        row -> row.getLong(1)))
                .get(0);
    }
}
