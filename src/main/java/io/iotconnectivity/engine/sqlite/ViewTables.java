package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.event.IncidentData;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The tables that only a view has: how far it has read, and the events and decisions of devices that it does not know
 * yet. Not part of the schema, because the embedded engine has no use for them.
 */
final class ViewTables implements AutoCloseable {
    private static final int MOST_NUMBERS = 1_000_000_000;
    private static final String[] CREATE = {
        // next is the offset of the first record that has not been applied.
        "CREATE TABLE view_offset (topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,"
                + " PRIMARY KEY (topic, partition)) WITHOUT ROWID",
        // number distinguishes the positions of this file from those of other views; damage says what makes it useless.
        "CREATE TABLE view_state (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL,"
                + " last_seq INTEGER NOT NULL, damage TEXT)",
        // The chains of devices whose presence has not been read yet.
        "CREATE TABLE view_early (client_id TEXT PRIMARY KEY, last_event INTEGER NOT NULL,"
                + " last_decision INTEGER NOT NULL) WITHOUT ROWID"
    };

    private final PreparedStatement saveOffset;
    private final PreparedStatement saveLast;
    private final PreparedStatement saveIncident;
    private final PreparedStatement takeEarly;
    private final PreparedStatement saveEarly;

    ViewTables(Connection connection) throws SQLException {
        saveOffset = connection.prepareStatement(
                "INSERT OR REPLACE INTO view_offset (topic, partition, next) VALUES (?, ?, ?)");
        saveLast = connection.prepareStatement("UPDATE view_state SET last_seq = ?");
        saveIncident = connection.prepareStatement(
                IncidentTables.SAVE_INCIDENT + " WHERE excluded.last_event > incident.last_event");
        takeEarly = connection.prepareStatement(
                "DELETE FROM view_early WHERE client_id = ? RETURNING last_event, last_decision");
        saveEarly = connection.prepareStatement(
                "INSERT INTO view_early (client_id, last_event, last_decision) VALUES (?, ?, ?)");
    }

    /** Whether the file is a view. */
    static boolean areThere(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'view_state'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    /** Whether an embedded engine has written the file. */
    static boolean isInUse(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM device)"
                        + " OR EXISTS (SELECT 1 FROM sink) OR EXISTS (SELECT 1 FROM dead_letter)"
                        + " OR EXISTS (SELECT 1 FROM silence) OR EXISTS (SELECT 1 FROM incident)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (String command : CREATE) {
                statement.execute(command);
            }
            statement.execute("INSERT INTO view_state (id, number, last_seq) VALUES (1, "
                    + ThreadLocalRandom.current().nextInt(1, MOST_NUMBERS) + ", 0)");
            statement.execute("COMMIT");
        }
    }

    /**
     * What is noted about the whole file.
     *
     * @param last the number of the last event
     * @param damage what makes it useless; absent if nothing does
     */
    record State(long number, long last, Optional<String> damage) {}

    static State state(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number, last_seq, damage FROM view_state")) {
            row.next();
            return new State(row.getLong(1), row.getLong(2), Optional.ofNullable(row.getString(3)));
        }
    }

    static void damaged(Connection connection, String what) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE view_state SET damage = ?")) {
            update.setString(1, what);
            update.executeUpdate();
        }
    }

    /** How far each partition has been read: the offset of the first record that has not been applied. */
    static Map<ViewPartition, Long> offsets(Connection connection) throws SQLException {
        Map<ViewPartition, Long> offsets = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT topic, partition, next FROM view_offset")) {
            while (row.next()) {
                offsets.put(new ViewPartition(row.getString(1), row.getInt(2)), row.getLong(3));
            }
        }
        return offsets;
    }

    void save(ViewPartition partition, long next) throws SQLException {
        saveOffset.setString(1, partition.topic());
        saveOffset.setInt(2, partition.partition());
        saveOffset.setLong(3, next);
        saveOffset.executeUpdate();
    }

    void saveLast(long seq) throws SQLException {
        saveLast.setLong(1, seq);
        saveLast.executeUpdate();
    }

    /**
     * Writes an incident, unless a later state of it is there: its latest event may come from two topics.
     *
     * @param json {@code incident} as JSON
     */
    void save(IncidentData incident, byte[] json) throws SQLException {
        IncidentTables.bind(saveIncident, incident, json, incident.sequence());
        saveIncident.executeUpdate();
    }

    /** The numbers of the latest event and decision of a device; 0 if there is none. */
    record Early(long lastEvent, long lastDecision) {
        static final Early NONE = new Early(0, 0);
    }

    /** Removes what is kept of a device until it is known. */
    Early takeEarly(String clientId) throws SQLException {
        takeEarly.setString(1, clientId);
        try (ResultSet row = takeEarly.executeQuery()) {
            return row.next() ? new Early(row.getLong(1), row.getLong(2)) : Early.NONE;
        }
    }

    void saveEarly(String clientId, Early early) throws SQLException {
        saveEarly.setString(1, clientId);
        saveEarly.setLong(2, early.lastEvent());
        saveEarly.setLong(3, early.lastDecision());
        saveEarly.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        saveOffset.close();
        saveLast.close();
        saveIncident.close();
        takeEarly.close();
        saveEarly.close();
    }
}
