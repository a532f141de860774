package io.iotconnectivity.report;

import io.iotconnectivity.engine.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** The tables of an {@link AvailabilityFile}, and the connections to them. */
final class AvailabilityTables {
    /** The version of the tables, which a later version migrates. */
    private static final int VERSION = 2;

    /** Since the second version, the sequence of a device is in its latest month, so that one row is written. */
    private static final String SEQUENCE_OF_MONTH =
            "ALTER TABLE device_month ADD COLUMN sequence INTEGER NOT NULL DEFAULT -1";

    private static final List<String> TABLES = List.of(
            "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
            "CREATE TABLE device (id INTEGER PRIMARY KEY, client TEXT NOT NULL UNIQUE, sequence INTEGER NOT NULL)",
            "CREATE TABLE device_month (device INTEGER NOT NULL, month INTEGER NOT NULL, body BLOB NOT NULL,"
                    + " PRIMARY KEY (device, month)) WITHOUT ROWID",
            "CREATE TABLE reason (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
            "CREATE TABLE blind (source TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,"
                    + " PRIMARY KEY (source, since)) WITHOUT ROWID");

    private AvailabilityTables() {}

    /**
     * Creates the tables, or migrates them.
     *
     * @throws StoreException if a later version wrote them
     */
    static void prepare(Connection writer, Path file) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            int version;
            try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
                version = row.getInt(1);
            }
            if (version > VERSION) {
                throw new StoreException(file + " was written by a later version of iot-connectivity; use that version,"
                        + " or move the file away to begin a new one.");
            }
            writer.setAutoCommit(false);
            if (version < VERSION) {
                if (version == 0) {
                    for (String table : TABLES) {
                        statement.execute(table);
                    }
                }
                statement.execute(SEQUENCE_OF_MONTH);
                statement.execute("PRAGMA user_version = " + VERSION);
                writer.commit();
            }
        }
    }

    /** Opens the file, which must exist. */
    static Connection connect(Path file, boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(10_000);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setGetGeneratedKeys(false);
        config.setCacheSize(readOnly ? -4_000 : -16_000);
        return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    }

    /** The first column of what a query finds. */
    static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    /** Says what could not be done with the file, and what to do about it. */
    static StoreException cannot(Path file, String what, Exception why) {
        return why instanceof StoreException known
                ? known
                : new StoreException(
                        file + " (reports on availability) cannot be " + what + ": " + why.getMessage()
                                + ". Mend that, or move the file away together with its -wal and -shm to begin a new"
                                + " one.",
                        why);
    }
}
