package io.iotconnectivity.engine.sqlite;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the embedded engine keeps things.
 *
 * @param file the SQLite file; its directory is made if it is missing
 * @param history how long events are kept that every sink has had
 * @param inbox how long a signal is recognised when it comes again
 * @param deadLetters how long dead letters are kept
 * @param settle how long deadlines wait after the start, so that what the sources kept for us is heard first
 */
public record SqliteSettings(Path file, Duration history, Duration inbox, Duration deadLetters, Duration settle) {

    /** With the usual time to settle: 5 s. */
    public SqliteSettings(Path file, Duration history, Duration inbox, Duration deadLetters) {
        this(file, history, inbox, deadLetters, Duration.ofSeconds(5));
    }

    /** What holds where no setting says otherwise: 30 days of events and dead letters, one day of inbox. */
    public static SqliteSettings of(Path file) {
        return new SqliteSettings(file, Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(30));
    }
}
