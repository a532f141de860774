package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.view.StoredLetters;
import io.iotconnectivity.signal.Signal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads unreadable messages of sources again, in the order in which they arrived, a few at a time. They are parsed on
 * threads that nothing else waits for; the writer gets the result.
 */
final class Rereading {
    /** Somebody else has had it read meanwhile. */
    private static final Replayed GONE = Replayed.NOTHING;

    private static final Replayed TAKEN_IN = new Replayed(0, 1, 0);
    private static final Replayed STAYS = new Replayed(0, 0, 1);

    private final Readers readers;
    private final Writer writer;
    private volatile SecondReading reading = SecondReading.NONE;

    Rereading(Readers readers, Writer writer) {
        this.readers = readers;
        this.writer = writer;
    }

    void with(SecondReading how) {
        reading = how;
    }

    /** Completes once everything is durable. Messages that arrive meanwhile are left for the next call. */
    CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        return CompletableFuture.supplyAsync(() -> readers.read(DeadLetters::last))
                .thenComposeAsync(end -> chunk(which, 0, end, Replayed.NOTHING));
    }

    private CompletableFuture<Replayed> chunk(DeadLetterQuery which, long after, long end, Replayed before) {
        List<StoredLetters.Message> letters =
                readers.read(connection -> DeadLetters.messages(connection, which, after, end));
        if (letters.isEmpty()) {
            return CompletableFuture.completedFuture(before);
        }
        CompletableFuture<Replayed> all = CompletableFuture.completedFuture(before);
        for (StoredLetters.Message letter : letters) {
            all = all.thenCombine(write(letter.number(), letter.readAgain(reading)), Replayed::plus);
        }
        long last = letters.get(letters.size() - 1).number();
        return all.thenComposeAsync(sum -> chunk(which, last, end, sum));
    }

    /**
     * The letter is deleted in the transaction that takes in its signals, so that a crash neither loses them nor
     * takes in twice those that cannot be told from a repetition.
     */
    private CompletableFuture<Replayed> write(long letter, SecondReading.Found found) {
        return writer.ask(
                batch -> write(batch, letter, found),
                why -> batch -> DeadLetters.changeReason(
                                batch.tables().connection(), letter, "the store refuses it: " + why.getMessage())
                        ? STAYS
                        : GONE);
    }

    private static Replayed write(Batch batch, long letter, SecondReading.Found found) throws SQLException {
        Connection connection = batch.tables().connection();
        boolean isThere = found.refusal().isPresent()
                ? DeadLetters.changeReason(connection, letter, found.refusal().get())
                : DeadLetters.delete(connection, letter);
        if (!isThere) {
            return GONE;
        }
        for (Signal signal : found.signals()) {
            batch.take(signal, InboxKey.of(signal), Optional.empty());
        }
        return found.refusal().isPresent() ? STAYS : TAKEN_IN;
    }
}
