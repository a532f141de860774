package io.iotconnectivity.engine.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongConsumer;

/** A table of an earlier schema whose rows have yet to be migrated. It is dropped once they are. */
interface OldTable {
    /** The name that a script in {@code /db} has given it. */
    String name();

    /**
     * Migrates all rows, in transactions of its own of bounded size. Resumes a migration that was interrupted after
     * any of them.
     *
     * @param progress is told after each transaction how many rows it has migrated
     */
    void carryOver(Connection connection, LongConsumer progress) throws SQLException;
}
