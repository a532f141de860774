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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Records the state of the fleet, one row a minute. A minute's row is inserted when the minute begins, and finalised
 * when it ends; outages and recoveries are added in the transaction of their events, so that a crash loses none.
 * There are no rows for the time in which the application does not run. Used only by the writer thread.
 */
final class Minutes {
    private static final Duration KEPT = Duration.ofDays(7);
    /** A minute that has just ended may not have been recorded yet. */
    private static final Duration A_MOMENT_AGO = Duration.ofMinutes(1);

    private static final String INSERT =
            "INSERT INTO history (at, online, suspect, offline, stale, unknown, outages, recoveries)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (at) DO UPDATE SET ";

    private final FleetMinutes minutes;
    private final BooleanSupplier isCurrent;

    /**
     * @param minutes the first minute is recorded when it ends, or when something happens in it
     */
    Minutes(FleetMinutes minutes) {
        this(minutes, () -> true);
    }

    /**
     * @param isCurrent whether the fleet is known as it is now; minutes in which it is not are not recorded
     */
    Minutes(FleetMinutes minutes, BooleanSupplier isCurrent) {
        this.minutes = minutes;
        this.isCurrent = isCurrent;
    }

    /** What to write if a new minute has begun. */
    Optional<Work.Write> turn(Instant now) {
        return minutes.turn(now).filter(turn -> isCurrent.getAsBoolean()).map(turn -> batch -> {
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

    /** Adds what a batch has changed; call before its commit. */
    void add(Batch batch) throws SQLException {
        Map<Instant, Changes> changes = new TreeMap<>();
        for (Logged logged : batch.events()) {
            EventType type = logged.event().type();
            boolean isOutage = type == EventType.DEVICE_OFFLINE;
            if (logged.addressee().isEmpty() && (isOutage || type == EventType.DEVICE_ONLINE)) {
                changes.computeIfAbsent(FleetMinutes.minute(logged.event().time()), first -> new Changes())
                        .count(isOutage);
            }
        }
        Instant minute = FleetMinutes.minute(batch.now());
        for (Map.Entry<Instant, Changes> each : changes.entrySet()) {
            if (each.getKey().isBefore(minute.minus(A_MOMENT_AGO))) {
                addToEarlier(batch, each.getKey(), each.getValue());
            } else {
                addToCurrent(batch, each.getKey(), each.getValue());
            }
        }
    }

    /** What one minute has changed. */
    private static final class Changes {
        private long outages;
        private long recoveries;

        private void count(boolean isOutage) {
            if (isOutage) {
                outages++;
            } else {
                recoveries++;
            }
        }
    }

    private void addToCurrent(Batch batch, Instant minute, Changes changes) throws SQLException {
        try (PreparedStatement insert = batch.tables()
                .connection()
                .prepareStatement(INSERT + "outages = outages + excluded.outages,"
                        + " recoveries = recoveries + excluded.recoveries")) {
            set(insert, minute, minutes.fleet(minute), changes.outages, changes.recoveries);
        }
    }

    /** How many devices had which verdict in an earlier minute is not known any more, unless it was recorded then. */
    private static void addToEarlier(Batch batch, Instant minute, Changes changes) throws SQLException {
        try (PreparedStatement update = batch.tables()
                .connection()
                .prepareStatement(
                        "UPDATE history SET outages = outages + ?, recoveries = recoveries + ? WHERE at = ?")) {
            update.setLong(1, changes.outages);
            update.setLong(2, changes.recoveries);
            update.setLong(3, minute.toEpochMilli());
            update.executeUpdate();
        }
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

    /** The steps between two moments for which anything is recorded, oldest first. */
    static List<FleetStep> read(Readers readers, Instant from, Instant until, Duration step) {
        return readers.read(connection -> {
            // SQLite takes the other columns from the row that has the maximum:
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
