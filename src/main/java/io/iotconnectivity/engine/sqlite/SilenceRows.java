package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.view.StoredSilences;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Reads silences. */
final class SilenceRows {
    private SilenceRows() {}

    /** The active silences. */
    static StoredSilences read(Connection connection, CaseCodec codec, Instant now) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, until, body FROM silence WHERE until > ? ORDER BY until, id")) {
            select.setLong(1, now.toEpochMilli());
            return read(select, codec);
        }
    }

    /** The silence with this id; none if it ended so long ago that its row is gone. */
    static StoredSilences read(Connection connection, CaseCodec codec, String id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, until, body FROM silence WHERE id = ?")) {
            select.setString(1, id);
            return read(select, codec);
        }
    }

    private static StoredSilences read(PreparedStatement select, CaseCodec codec) throws SQLException {
        StoredSilences.Reading reading = new StoredSilences.Reading(codec);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                reading.add(row.getString(1), Instant.ofEpochMilli(row.getLong(2)), row.getBytes(3));
            }
        }
        return reading.done();
    }
}
