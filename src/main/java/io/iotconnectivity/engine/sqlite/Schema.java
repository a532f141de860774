package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Creates and migrates the tables with the numbered scripts in {@code /db}; {@code user_version} records how many
 * have run. For a migration that needs more than SQL, or more than one transaction should hold, the script only
 * prepares: it renames the old table, whose rows are migrated afterwards, now or at the next start.
 */
final class Schema {
    static final int VERSION = 10;

    private static final List<OldTable> OLD_TABLES =
            List.of(new OldDevices(), new OldInbox(), new OldEvents(), new OldDecisions());

    private Schema() {}

    /**
     * Migrates a file to {@link #VERSION}, each step in transactions of its own. If the process ends in between, the
     * next start resumes.
     *
     * @throws StoreException if a later version of the application wrote the file
     */
    static void migrate(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int found = version(statement);
            if (found > VERSION) {
                throw new StoreException(file + " (setting engine.file) was written by a later version of"
                        + " iot-connectivity (schema " + found + ", this one knows " + VERSION
                        + "). Run that version, or point engine.file at another file.");
            }
            for (int next = found + 1; next <= VERSION; next++) {
                statement.execute("BEGIN IMMEDIATE");
                for (String command : script(next).split(";\\s*\\R")) {
                    if (!command.isBlank()) {
                        statement.execute(command);
                    }
                }
                statement.execute("PRAGMA user_version = " + next);
                statement.execute("COMMIT");
            }
            for (OldTable old : OLD_TABLES) {
                if (exists(statement, old.name())) {
                    old.carryOver(connection, new CarriedRows(file, old.name())::add);
                    statement.execute("DROP TABLE " + old.name());
                }
            }
        }
    }

    private static boolean exists(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '" + table + "'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static String script(int number) {
        try (InputStream in = Schema.class.getResourceAsStream("/db/" + number + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("/db/" + number + ".sql is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
