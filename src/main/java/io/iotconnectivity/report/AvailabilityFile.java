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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The file with the histories of all devices: for each device and calendar month in which something changed, one row,
 * written by {@link TimelineCodec}. What it holds can be derived from the log again, as long as that is kept, so a
 * commit need not be on disk when it returns. One thread writes; any may read.
 */
public final class AvailabilityFile implements AutoCloseable {
    private static final String POSITION = "position";
    /** The name of the fact that is {@link Facts#beginning}. */
    static final String BEGINNING = "beginning";
    /** The name of the fact that is {@link Facts#watched}. */
    static final String WATCHED = "watched";

    private final Path file;
    private final Connection writer;
    private final ReasonNumbers reasons;
    private final TimelineCodec codec;
    private final HistoryReader reader;
    private int storedReasons;

    private AvailabilityFile(Path file, Connection writer, ReasonNumbers reasons) {
        this.file = file;
        this.writer = writer;
        this.reasons = reasons;
        this.storedReasons = reasons.from(0).size();
        this.codec = new TimelineCodec(reasons);
        this.reader = new HistoryReader(file, codec);
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
            Connection writer = AvailabilityTables.connect(file, false);
            try {
                AvailabilityTables.prepare(writer, file);
                return new AvailabilityFile(
                        file,
                        writer,
                        new ReasonNumbers(AvailabilityTables.texts(writer, "SELECT name FROM reason ORDER BY number")));
            } catch (SQLException | RuntimeException e) {
                writer.close();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw AvailabilityTables.cannot(file, "opened", e);
        }
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
            boolean begins = !news.changes().isEmpty()
                    && put(BEGINNING, Long.toString(news.changes().earliest()), false);
            if (begins) {
                put(WATCHED, Long.toString(news.changes().decided()), false);
            }
            writer.commit();
            storedReasons = reasons.from(0).size();
        } catch (SQLException | RuntimeException e) {
            rollBack();
            throw AvailabilityTables.cannot(file, "written", e);
        }
    }

    private void rollBack() {
        try {
            writer.rollback();
        } catch (SQLException e) {
            // The failure that led here is reported.
        }
    }

    /** A fact that somebody has noted; absent if nobody has. */
    synchronized Optional<String> noted(String name) {
        try {
            return fact(name);
        } catch (SQLException e) {
            throw AvailabilityTables.cannot(file, "read", e);
        }
    }

    private Optional<String> fact(String name) throws SQLException {
        try (PreparedStatement select = writer.prepareStatement("SELECT value FROM fact WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /**
     * Notes a fact.
     *
     * @param replaces whether it replaces what was noted by this name
     */
    synchronized void note(String name, String value, boolean replaces) {
        try {
            put(name, value, replaces);
            writer.commit();
        } catch (SQLException e) {
            rollBack();
            throw AvailabilityTables.cannot(file, "written", e);
        }
    }

    /**
     * @return whether the value is now that
     */
    private boolean put(String name, String value, boolean replaces) throws SQLException {
        try (PreparedStatement put = writer.prepareStatement(
                "INSERT " + (replaces ? "OR REPLACE" : "OR IGNORE") + " INTO fact (name, value) VALUES (?, ?)")) {
            put.setString(1, name);
            put.setString(2, value);
            return put.executeUpdate() > 0;
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
            return fact(POSITION).map(LogPosition::new).orElse(LogPosition.BEGINNING);
        } catch (SQLException e) {
            throw AvailabilityTables.cannot(file, "read", e);
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
            throw AvailabilityTables.cannot(file, "written", e);
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
            throw AvailabilityTables.cannot(file, "written", e);
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
     * @param watched since when devices have been watched, likewise. Of the time before, it is known of some devices that
     *     they were away, or connected, but of others nothing is.
     */
    public record Facts(List<BlindTime> blind, Optional<Long> beginning, Optional<Long> watched) {}

    /** What is kept besides the devices. */
    public Facts facts() {
        return reader.facts();
    }

    /**
     * Reads the histories in a period, in the order of the client ids, as of one moment.
     *
     * @param only reads only this device
     * @param from in milliseconds since 1970; likewise {@code until}
     * @return how many months of devices could not be read, of which nothing is known then
     */
    public int read(Optional<String> only, long from, long until, Visitor visitor) {
        return reader.read(only, from, until, visitor);
    }

    /**
     * Reads the histories of a few devices like {@link #read}; what cannot be read of them is missing.
     *
     * @param after only of devices whose client ids come after this one
     * @param most of how many devices
     * @return the last of them, after which to go on; empty if there were none
     */
    public Optional<String> readNext(String after, int most, long from, long until, Visitor visitor) {
        return reader.readNext(after, most, from, until, visitor);
    }

    /** The intervals of blind times, those that last until {@code now}. */
    static List<Interval> intervals(List<BlindTime> times, long now) {
        return times.stream()
                .filter(time -> time.until().orElse(now) > time.since())
                .map(time -> new Interval(time.since(), time.until().orElse(now)))
                .toList();
    }

    @Override
    public synchronized void close() {
        try {
            writer.close();
        } catch (SQLException e) {
            throw AvailabilityTables.cannot(file, "closed", e);
        }
    }
}
