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

/** The tables, made and changed by the numbered files in {@code /db}; {@code user_version} says how many have been run. */
final class Schema {
    static final int VERSION = 7;

    private Schema() {}

    /**
     * Brings a file up to {@link #VERSION}, each step in a transaction of its own.
     *
     * @throws StoreException if a later version of the application has written the file
     */
    static void migrate(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int found = version(statement);
            if (found > VERSION) {
                throw new StoreException(file + " (setting engine.file) was written by a later version of"
                        + " iot-connectivity (schema " + found + ", this one knows " + VERSION
                        + "). Run that version, or let engine.file name another file.");
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
