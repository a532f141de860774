package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.InboxKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which signals have been taken in. Memory decides whether a signal is new, unless the signal's own time is long
 * past; the table serves those late ones, and the next start. Discarded with a transaction that fails, so that the
 * keys it added are forgotten; the replacement is filled from the newest keys in the table.
 */
final class Inbox {
    private static final int MOST_RECENT = 500_000;
    /** How many keys are read at startup and after each failure; takes about 20 ms. */
    private static final int FIRST_READ = 20_000;

    private static final int ROWS_OF_AN_INSERT = 50;
    /** The most spans that are searched for one key, however long keys are kept. */
    private static final int MOST_SPANS = 24;

    private final Connection connection;
    private final RecentKeys recent;
    private final PreparedStatement insert;
    private final PreparedStatement insertSeveral;
    private final PreparedStatement noteTime;
    /** The hours for which there are keys. */
    private final NavigableSet<Integer> hours = new TreeSet<>();

    private final List<InboxKey> unwritten = new ArrayList<>();
    private int unwrittenHour;
    /** Looks up a key in {@link #hours}; null after those have changed. */
    private PreparedStatement find;

    private int span = 1;
    private int forgottenBefore;

    /** Notes when a signal was taken in, if that is later than what is noted. */
    static void takenIn(Connection connection, Instant at) throws SQLException {
        try (PreparedStatement note = connection.prepareStatement("INSERT INTO taken_in (id, at) VALUES (1, ?)"
                + " ON CONFLICT (id) DO UPDATE SET at = max(at, excluded.at)")) {
            note.setLong(1, at.toEpochMilli());
            note.executeUpdate();
        }
    }

    Inbox(Connection connection) throws SQLException {
        this(connection, MOST_RECENT, FIRST_READ);
    }

    Inbox(Connection connection, int mostRecent, int firstRead) throws SQLException {
        this.connection = connection;
        recent = new RecentKeys(mostRecent);
        insert = connection.prepareStatement("INSERT OR IGNORE INTO inbox (hour, key) VALUES (?, ?)");
        insertSeveral = connection.prepareStatement(
                "INSERT OR IGNORE INTO inbox (hour, key) VALUES (?, ?)" + ", (?, ?)".repeat(ROWS_OF_AN_INSERT - 1));
        noteTime = connection.prepareStatement("INSERT OR REPLACE INTO taken_in (id, at) VALUES (1, ?)");
        for (OptionalInt hour = hourAfter(-1); hour.isPresent(); hour = hourAfter(hour.getAsInt())) {
            hours.add(hour.getAsInt());
        }
        read(firstRead);
    }

    private OptionalInt hourAfter(int hour) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT min(hour) FROM inbox WHERE hour > " + hour)) {
            row.next();
            int next = row.getInt(1);
            return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(next);
        }
    }

    /** Reads the newest hours first; nothing below the highest key left unread is decided in memory. */
    private void read(int most) throws SQLException {
        int left = most;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT key FROM inbox WHERE hour = ? ORDER BY key DESC LIMIT ?")) {
            for (int hour : hours.descendingSet()) {
                select.setInt(1, hour);
                select.setInt(2, left + 1);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        InboxKey key = InboxKey.of(row.getBytes(1));
                        if (left == 0) {
                            recent.raiseFloor(key);
                        } else {
                            recent.add(key, hour);
                            left--;
                        }
                    }
                }
            }
        }
    }

    /** Records that a signal is taken in; {@code false} if it was taken in before. */
    boolean add(InboxKey key, Instant now) throws SQLException {
        if (recent.contains(key) || !recent.decides(key) && isStored(key)) {
            return false;
        }
        int hour = spanEnd(now);
        if (hour != unwrittenHour) {
            write();
            unwrittenHour = hour;
        }
        recent.add(key, hour);
        unwritten.add(key);
        return true;
    }

    private boolean isStored(InboxKey key) throws SQLException {
        write();
        if (find == null) {
            find = connection.prepareStatement("SELECT 1 FROM inbox WHERE key = ? AND hour IN ("
                    + hours.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ") LIMIT 1");
        }
        find.setBytes(1, key.bytes());
        try (ResultSet row = find.executeQuery()) {
            return row.next();
        }
    }

    /**
     * If keys are kept for more than a day, several hours share the number of the last one, so that a key is searched
     * for in few of them.
     */
    private int spanEnd(Instant now) {
        int hour = hour(now);
        return hour + span - 1 - hour % span;
    }

    private static int hour(Instant moment) {
        return (int) Math.max(0, Math.min(moment.getEpochSecond() / 3600, Integer.MAX_VALUE / 2));
    }

    /** Writes what has been added; call before the commit. */
    void save(Instant now) throws SQLException {
        if (!unwritten.isEmpty()) {
            noteTime.setLong(1, now.toEpochMilli());
            noteTime.executeUpdate();
            write();
        }
    }

    private void write() throws SQLException {
        if (unwritten.isEmpty()) {
            return;
        }
        int next = 0;
        for (; unwritten.size() - next >= ROWS_OF_AN_INSERT; next += ROWS_OF_AN_INSERT) {
            for (int i = 0; i < ROWS_OF_AN_INSERT; i++) {
                insertSeveral.setInt(2 * i + 1, unwrittenHour);
                insertSeveral.setBytes(2 * i + 2, unwritten.get(next + i).bytes());
            }
            insertSeveral.executeUpdate();
        }
        for (; next < unwritten.size(); next++) {
            insert.setInt(1, unwrittenHour);
            insert.setBytes(2, unwritten.get(next).bytes());
            insert.executeUpdate();
        }
        unwritten.clear();
        if (hours.add(unwrittenHour)) {
            hoursChanged();
        }
    }

    private void hoursChanged() throws SQLException {
        if (find != null) {
            find.close();
            find = null;
        }
    }

    /**
     * Forgets signals that were taken in too long ago to be recognised, in whole hours.
     *
     * @param kept how long signals are recognised at least
     * @param most the most keys to delete
     * @return how many keys were deleted; if fewer than {@code most}, there are no more
     */
    int prune(Instant now, Duration kept, int most) throws SQLException {
        span = (int) Math.max(1, kept.toHours() / MOST_SPANS);
        int oldest = hour(now.minus(kept));
        write();
        if (hours.isEmpty() || hours.first() >= oldest) {
            return 0;
        }
        if (forgottenBefore != oldest) {
            recent.forget(oldest);
            forgottenBefore = oldest;
            forgetTime(now.minus(kept));
        }
        return deleteBefore(oldest, most);
    }

    private void forgetTime(Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM taken_in WHERE at < ?")) {
            delete.setLong(1, before.toEpochMilli());
            delete.executeUpdate();
        }
    }

    private int deleteBefore(int oldest, int most) throws SQLException {
        int deleted = 0;
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM inbox WHERE hour = ?1 AND key IN"
                + " (SELECT key FROM inbox WHERE hour = ?1 ORDER BY key LIMIT ?2)")) {
            while (deleted < most && !hours.isEmpty() && hours.first() < oldest) {
                delete.setInt(1, hours.first());
                delete.setInt(2, most - deleted);
                int some = delete.executeUpdate();
                deleted += some;
                if (deleted < most) {
                    hours.pollFirst();
                    hoursChanged();
                }
            }
        }
        return deleted;
    }
}
