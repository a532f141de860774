package io.iotconnectivity.engine;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Which engine runs, and what it keeps for how long.
 *
 * @param file the local file for the state, or for the read model; its directory is created if missing
 * @param history how long events are kept after every sink has received them
 * @param inbox how long a redelivered signal is recognised
 * @param deadLetters how long dead letters are kept
 * @param settle how long deadlines are held after the start, so that messages queued by the sources are processed first
 */
public record EngineSettings(
        EngineKind kind, Path file, Duration history, Duration inbox, Duration deadLetters, Duration settle) {

    /** The file with the key to what webhooks have answered. */
    public Path keyFile() {
        return file.resolveSibling(file.getFileName() + ".key");
    }

    /** The file with the histories that reports are computed from. */
    public Path availabilityFile() {
        return file.resolveSibling(file.getFileName() + ".availability");
    }

    /** Creates settings of the embedded engine. */
    public EngineSettings(Path file, Duration history, Duration inbox, Duration deadLetters, Duration settle) {
        this(EngineKind.EMBEDDED, file, history, inbox, deadLetters, settle);
    }

    /**
     * Creates the default settings of the embedded engine: 30 days of events and dead letters, one day of inbox, 5 s to
     * settle.
     */
    public static EngineSettings of(Path file) {
        return new EngineSettings(
                file, Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(30), Duration.ofSeconds(5));
    }
}
