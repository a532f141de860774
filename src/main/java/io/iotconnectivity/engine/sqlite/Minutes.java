package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.engine.FleetStep;
import io.iotconnectivity.engine.view.FleetMinutes;
import io.iotconnectivity.event.EventType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes down how the fleet is, a row a minute. The row of a minute is made when it begins, and has the last word when it ends;
 * outages and recoveries are added to it in the transaction of their events, so that a crash loses none. While we do not run,
 * there are no rows. Used by the writer's thread only.
 */
final class Minutes {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final String INSERT =
            "INSERT INTO history (at, online, suspect, offline, stale, unknown, outages, recoveries)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (at) DO UPDATE SET ";

    private final FleetMinutes minutes;

    /**
     * @param minutes the first is written down when it ends, or when something happens in it
     */
    Minutes(FleetMinutes minutes) {
        this.minutes = minutes;
    }

    /** What is to be written if another minute has begun. */
    Optional<Work.Write> turn(Instant now) {
        return minutes.turn(now).map(turn -> batch -> {
            write(batch.tables(), turn.ended(), turn.fleet());
            write(batch.tables(), turn.begun(), turn.fleet());
            try (PreparedStatement delete =
                    batch.tables().connection().prepareStatement("DELETE FROM history WHERE at < ?")) {
                delete.setLong(1, turn.begun().minus(KEPT).toEpochMilli());
                delete.executeUpdate();
            }
        });
    }

    private static void write(Tables tables, Instant minute, FleetStep fleet) throws SQLException {
        try (PreparedStatement insert = tables.connection()
                .prepareStatement(INSERT + "online = excluded.online, suspect = excluded.suspect,"
                        + " offline = excluded.offline, stale = excluded.stale, unknown = excluded.unknown")) {
            set(insert, minute, fleet, 0, 0);
        }
    }

    /** Adds what a batch tells of; to be called before its commit. */
    void add(Batch batch) throws SQLException {
        long outages = count(batch, EventType.DEVICE_OFFLINE);
        long recoveries = count(batch, EventType.DEVICE_ONLINE);
        if (outages + recoveries == 0) {
            return;
        }
        Instant minute = FleetMinutes.minute(batch.now());
        try (PreparedStatement insert = batch.tables()
                .connection()
                .prepareStatement(INSERT + "outages = outages + excluded.outages,"
                        + " recoveries = recoveries + excluded.recoveries")) {
            set(insert, minute, minutes.fleet(minute), outages, recoveries);
        }
    }

    private static long count(Batch batch, EventType type) {
        long count = 0;
        for (Logged logged : batch.events()) {
            if (logged.event().type() == type && logged.addressee().isEmpty()) {
                count++;
            }
        }
        return count;
    }

    private static void set(PreparedStatement insert, Instant minute, FleetStep fleet, long outages, long recoveries)
            throws SQLException {
        insert.setLong(1, minute.toEpochMilli());
        insert.setLong(2, fleet.online());
        insert.setLong(3, fleet.suspect());
        insert.setLong(4, fleet.offline());
        insert.setLong(5, fleet.stale());
        insert.setLong(6, fleet.unknown());
        insert.setLong(7, outages);
        insert.setLong(8, recoveries);
        insert.executeUpdate();
    }

    /** The steps from a moment on up to another, those that anything is known of, oldest first. */
    static List<FleetStep> read(Readers readers, Instant from, Instant until, Duration step) {
        return readers.read(connection -> {
            // SQLite takes the other columns from the row that has the maximum:
            // https://www.sqlite.org/lang_select.html#bareagg
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT at / ?1 * ?1, max(at), online, suspect, offline, stale, unknown, sum(outages),"
                            + " sum(recoveries) FROM history WHERE at >= ?2 AND at <= ?3 GROUP BY at / ?1 ORDER BY 1")) {
                select.setLong(1, step.toMillis());
                select.setLong(2, from.toEpochMilli());
                select.setLong(3, until.toEpochMilli());
                List<FleetStep> steps = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        steps.add(new FleetStep(
                                Instant.ofEpochMilli(row.getLong(1)),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(8),
                                row.getLong(9)));
                    }
                }
                return List.copyOf(steps);
            }
        });
    }
}
