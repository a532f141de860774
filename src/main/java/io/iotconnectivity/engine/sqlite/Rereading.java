package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.Unreadable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Has messages of sources read again that could not be read, in the order in which they came, a few at a time. They are read on
 * threads that nothing else waits for; the writer gets what was found.
 */
final class Rereading {
    /** A message may have 1 MiB, and these are in memory together. */
    private static final int CHUNK = 20;

    /** Signals that the rules failed on have no topic: they are no messages any more. */
    private static final String MESSAGES = "direction = 'in' AND topic IS NOT NULL";

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
        /** What is not there any more cannot be read, and would only get a worse reason. */
        boolean isWhole() {
            return message.payload().length == message.originalSize();
        }
    }

    /** Completes once all is durable. What comes in meanwhile is left for the next time. */
    CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        return CompletableFuture.supplyAsync(this::lastLetter)
                .thenComposeAsync(end -> chunk(which, 0, end, Replayed.NOTHING));
    }

    private CompletableFuture<Replayed> chunk(DeadLetterQuery which, long after, long end, Replayed before) {
        List<Letter> letters = letters(which, after, end);
        if (letters.isEmpty()) {
            return CompletableFuture.completedFuture(before);
        }
        List<ReadAgain> works = new ArrayList<>();
        for (Letter letter : letters) {
            SecondReading.Found found = letter.isWhole()
                    ? reading.read(letter.message())
                    : SecondReading.Found.unreadable(letter.message().reason());
            ReadAgain work = new ReadAgain(letter.id(), found);
            works.add(work);
            writer.submit(work);
        }
        long last = letters.get(letters.size() - 1).id();
        return CompletableFuture.allOf(works.stream().map(work -> work.done).toArray(CompletableFuture[]::new))
                .thenComposeAsync(done -> chunk(
                        which, last, end, works.stream().map(ReadAgain::result).reduce(before, Replayed::plus)));
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
