package io.iotconnectivity.engine;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Which engine runs, and how it keeps things.
 *
 * @param file the file on this machine that state, or what lists are read from, is kept in; its directory is made if it is missing
 * @param history how long events are kept that every sink has had
 * @param inbox how long a signal is recognised when it comes again
 * @param deadLetters how long dead letters are kept
 * @param settle how long deadlines wait after the start, so that what the sources kept for us is heard first
 */
public record EngineSettings(
        EngineKind kind, Path file, Duration history, Duration inbox, Duration deadLetters, Duration settle) {

    /** Of the embedded engine. */
    public EngineSettings(Path file, Duration history, Duration inbox, Duration deadLetters, Duration settle) {
        this(EngineKind.EMBEDDED, file, history, inbox, deadLetters, settle);
    }

    /** Of the embedded engine where no setting says otherwise: 30 days of events and dead letters, one day of inbox, 5 s to settle. */
    public static EngineSettings of(Path file) {
        return new EngineSettings(
                file, Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(30), Duration.ofSeconds(5));
    }
}
