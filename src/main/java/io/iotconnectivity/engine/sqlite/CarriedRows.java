package io.iotconnectivity.engine.sqlite;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the progress of a table migration that takes longer than anyone should have to wait in silence. */
final class CarriedRows {
    private static final Logger LOG = LoggerFactory.getLogger(CarriedRows.class);
    private static final long STEP = 200_000;

    private final Path file;
    private final String table;
    private long rows;

    CarriedRows(Path file, String table) {
        this.file = file;
        this.table = table;
    }

    /** Adds rows that are now durable. */
    void add(long more) {
        long told = rows / STEP;
        rows += more;
        if (rows / STEP > told) {
            LOG.info(
                    "Migrating {} to this version: {} of {} rows so far; if interrupted, it resumes at the next start",
                    file,
                    rows,
                    table);
        }
    }
}
