package io.iotconnectivity.report;

import io.iotconnectivity.availability.ChangeBatch;
import io.iotconnectivity.availability.Exclusions.Interval;
import io.iotconnectivity.availability.Months;
import io.iotconnectivity.availability.ReasonNumbers;
import io.iotconnectivity.availability.Timeline;
import io.iotconnectivity.availability.TimelineCodec;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.OwnerOnly;
import io.iotconnectivity.engine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sqlite.SQLiteConfig;

/**
 * The file with the histories of all devices: for each device and calendar month in which something changed, one row,
 * written by {@link TimelineCodec}. What it holds can be derived from the log again, as long as that is kept, so a
 * commit need not be on disk when it returns. One thread writes; any may read.
 */
public final class AvailabilityFile implements AutoCloseable {
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

    private static final String POSITION = "position";
    private static final String BEGINNING = "beginning";

    private final Path file;
    private final Connection writer;
    private final ReasonNumbers reasons;
    private final TimelineCodec codec;
    private int storedReasons;

    private AvailabilityFile(Path file, Connection writer, ReasonNumbers reasons) {
        this.file = file;
        this.writer = writer;
        this.reasons = reasons;
        this.storedReasons = reasons.from(0).size();
        this.codec = new TimelineCodec(reasons);
    }

    /**
     * Opens the file, and creates it if it is missing.
     *
     * @throws StoreException if it cannot be used
     */
    public static AvailabilityFile open(Path file) {
        try {
            OwnerOnly.createFolders(file.toAbsolutePath().getParent());
            if (Files.notExists(file)) {
                OwnerOnly.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                        .close();
            }
            Connection writer = connect(file, false);
            try {
                prepare(writer, file);
                return new AvailabilityFile(
                        file, writer, new ReasonNumbers(texts(writer, "SELECT name FROM reason ORDER BY number")));
            } catch (SQLException | RuntimeException e) {
                writer.close();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw cannot(file, "opened", e);
        }
    }

    private static void prepare(Connection writer, Path file) throws SQLException {
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

    private static Connection connect(Path file, boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(10_000);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setGetGeneratedKeys(false);
        config.setCacheSize(readOnly ? -4_000 : -16_000);
        return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    }

    /** A time in which a source of ours was blind. */
    public record BlindTime(String source, long since, Optional<Long> until) {}

    /**
     * What a part of the log says.
     *
     * @param changes those of each device in the order of the log
     * @param position up to where the log was read; absent if it was not
     * @param leastOutage in milliseconds
     */
    public record News(
            ChangeBatch changes, Collection<BlindTime> blind, Optional<LogPosition> position, long leastOutage) {}

    /**
     * Adds news in one transaction. News that is known already changes nothing.
     *
     * @throws StoreException if it cannot be written; then nothing of it is
     */
    public synchronized void add(News news) {
        try {
            try (MonthRows rows = new MonthRows(writer, codec)) {
                news.changes().visit((client, changes) -> rows.add(client, changes, news.leastOutage()));
            }
            blind(news.blind());
            addReasons();
            if (news.position().isPresent()) {
                put(POSITION, news.position().get().text(), true);
            }
            if (!news.changes().isEmpty()) {
                put(BEGINNING, Long.toString(news.changes().earliest()), false);
            }
            writer.commit();
            storedReasons = reasons.from(0).size();
        } catch (SQLException | RuntimeException e) {
            rollBack();
            throw cannot(file, "written", e);
        }
    }

    private void rollBack() {
        try {
            writer.rollback();
        } catch (SQLException e) {
            // The failure that led here is reported.
        }
    }

    private void put(String name, String value, boolean replaces) throws SQLException {
        try (PreparedStatement put = writer.prepareStatement(
                "INSERT " + (replaces ? "OR REPLACE" : "OR IGNORE") + " INTO fact (name, value) VALUES (?, ?)")) {
            put.setString(1, name);
            put.setString(2, value);
            put.executeUpdate();
        }
    }

    private void blind(Collection<BlindTime> times) throws SQLException {
        try (PreparedStatement put = writer.prepareStatement("INSERT INTO blind (source, since, until) VALUES (?, ?, ?)"
                + " ON CONFLICT DO UPDATE SET until = coalesce(excluded.until, until)")) {
            for (BlindTime time : times) {
                put.setString(1, time.source());
                put.setLong(2, time.since());
                if (time.until().isPresent()) {
                    put.setLong(3, time.until().get());
                } else {
                    put.setNull(3, java.sql.Types.INTEGER);
                }
                put.executeUpdate();
            }
        }
    }

    private void addReasons() throws SQLException {
        try (PreparedStatement add = writer.prepareStatement("INSERT INTO reason (number, name) VALUES (?, ?)")) {
            int number = storedReasons;
            for (String reason : reasons.from(storedReasons)) {
                add.setInt(1, number++);
                add.setString(2, reason);
                add.executeUpdate();
            }
        }
    }

    /** Up to where the log was read; the beginning if it never was. */
    public synchronized LogPosition position() {
        try {
            return texts(writer, "SELECT value FROM fact WHERE name = '" + POSITION + "'").stream()
                    .findFirst()
                    .map(LogPosition::new)
                    .orElse(LogPosition.BEGINNING);
        } catch (SQLException e) {
            throw cannot(file, "read", e);
        }
    }

    /**
     * Deletes what is older than a month, except for what was true then of the devices that have not changed since.
     *
     * @param month the first month to keep, as {@link Months} counts
     */
    public synchronized void prune(int month) {
        try (PreparedStatement old = writer.prepareStatement("DELETE FROM device_month WHERE month < ?1 AND EXISTS"
                        + " (SELECT 1 FROM device_month AS later WHERE later.device = device_month.device"
                        + " AND later.month > device_month.month AND later.month <= ?1)");
                PreparedStatement sighted = writer.prepareStatement("DELETE FROM blind WHERE until < ?")) {
            old.setInt(1, month);
            old.executeUpdate();
            sighted.setLong(1, Months.start(month));
            sighted.executeUpdate();
            writer.commit();
        } catch (SQLException e) {
            rollBack();
            throw cannot(file, "written", e);
        }
    }

    /**
     * Deletes all that is kept of devices in which nothing has changed since a month and that are gone.
     *
     * @param month as {@link Months} counts
     * @param isGone whether a device is no longer known, by its client id
     */
    public synchronized void forget(int month, Predicate<String> isGone) {
        List<Long> gone = new ArrayList<>();
        try (PreparedStatement idle = writer.prepareStatement("SELECT id, client FROM device WHERE NOT EXISTS"
                        + " (SELECT 1 FROM device_month WHERE device = id AND month >= ?)");
                PreparedStatement months = writer.prepareStatement("DELETE FROM device_month WHERE device = ?");
                PreparedStatement device = writer.prepareStatement("DELETE FROM device WHERE id = ?")) {
            idle.setInt(1, month);
            try (ResultSet row = idle.executeQuery()) {
                while (row.next()) {
                    if (isGone.test(row.getString(2))) {
                        gone.add(row.getLong(1));
                    }
                }
            }
            for (Long id : gone) {
                months.setLong(1, id);
                months.executeUpdate();
                device.setLong(1, id);
                device.executeUpdate();
            }
            writer.commit();
        } catch (SQLException e) {
            rollBack();
            throw cannot(file, "written", e);
        }
    }

    /** Receives one device after the other. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param history what is kept of the period, and what was true when it began
         */
        void device(String client, Timeline history);
    }

    /**
     * What is kept besides the devices.
     *
     * @param blind when a source was blind
     * @param beginning the earliest moment of which anything is known, in milliseconds since 1970; absent if nothing is
     */
    public record Facts(List<BlindTime> blind, Optional<Long> beginning) {}

    /** What is kept besides the devices. */
    public Facts facts() {
        try (Connection connection = connect(file, true)) {
            return new Facts(blindTimes(connection), beginning(connection));
        } catch (SQLException e) {
            throw cannot(file, "read", e);
        }
    }

    /**
     * Reads the histories in a period, in the order of the client ids, as of one moment.
     *
     * @param only reads only this device
     * @param from in milliseconds since 1970; likewise {@code until}
     * @return how many months of devices could not be read, of which nothing is known then
     */
    public int read(Optional<String> only, long from, long until, Visitor visitor) {
        // What happened just after the period says how long its last absence was.
        int last = Months.of(until) + 1;
        String wanted = only.isPresent() ? "WHERE d.client = ?3 " : "";
        try (Connection connection = connect(file, true);
                PreparedStatement select = connection.prepareStatement(
                        "SELECT d.client, m.month, m.body FROM device AS d JOIN device_month AS m ON m.device = d.id"
                                + " AND m.month >= coalesce((SELECT max(month) FROM device_month WHERE device = d.id"
                                + " AND month <= ?1), 0) AND m.month <= ?2 " + wanted
                                + "ORDER BY d.client, m.month")) {
            connection.setAutoCommit(false);
            select.setInt(1, Months.of(from));
            select.setInt(2, last);
            if (only.isPresent()) {
                select.setString(3, only.get());
            }
            return visit(select, visitor);
        } catch (SQLException e) {
            throw cannot(file, "read", e);
        }
    }

    private int visit(PreparedStatement select, Visitor visitor) throws SQLException {
        int unreadable = 0;
        try (ResultSet row = select.executeQuery()) {
            String client = null;
            List<Timeline> months = new ArrayList<>();
            while (row.next()) {
                String next = row.getString(1);
                if (!next.equals(client)) {
                    visit(client, months, visitor);
                    client = next;
                    months.clear();
                }
                try {
                    months.add(codec.read(row.getBytes(3), Months.start(row.getInt(2))));
                } catch (RuntimeException e) {
                    unreadable++;
                }
            }
            visit(client, months, visitor);
        }
        return unreadable;
    }

    private static void visit(String client, List<Timeline> months, Visitor visitor) {
        if (!months.isEmpty()) {
            visitor.device(client, Months.join(months));
        }
    }

    private static List<BlindTime> blindTimes(Connection connection) throws SQLException {
        List<BlindTime> times = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT source, since, until FROM blind")) {
            while (row.next()) {
                long until = row.getLong(3);
                times.add(new BlindTime(
                        row.getString(1), row.getLong(2), row.wasNull() ? Optional.empty() : Optional.of(until)));
            }
        }
        return times;
    }

    private static Optional<Long> beginning(Connection connection) throws SQLException {
        return texts(connection, "SELECT value FROM fact WHERE name = '" + BEGINNING + "'").stream()
                .findFirst()
                .map(Long::valueOf);
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    /** The intervals of blind times, those that last until {@code now}. */
    static List<Interval> intervals(List<BlindTime> times, long now) {
        return times.stream()
                .filter(time -> time.until().orElse(now) > time.since())
                .map(time -> new Interval(time.since(), time.until().orElse(now)))
                .toList();
    }

    private static StoreException cannot(Path file, String what, Exception why) {
        return why instanceof StoreException known
                ? known
                : new StoreException(
                        file + " (reports on availability) cannot be " + what + ": " + why.getMessage()
                                + ". Mend that, or move the file away together with its -wal and -shm to begin a new"
                                + " one.",
                        why);
    }

    @Override
    public synchronized void close() {
        try {
            writer.close();
        } catch (SQLException e) {
            throw cannot(file, "closed", e);
        }
    }
}
