package io.iotconnectivity.report;

import io.iotconnectivity.availability.Change;
import io.iotconnectivity.availability.Mark;
import io.iotconnectivity.availability.Months;
import io.iotconnectivity.availability.Timeline;
import io.iotconnectivity.availability.TimelineCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds changes to the rows of devices, in a transaction of the caller. */
final class MonthRows implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MonthRows.class);

    private final TimelineCodec codec;
    private final PreparedStatement find;
    private final PreparedStatement add;
    private final PreparedStatement count;
    private final PreparedStatement put;

    MonthRows(Connection writer, TimelineCodec codec) throws SQLException {
        this.codec = codec;
        find = writer.prepareStatement("SELECT d.id, d.sequence, m.month, m.sequence, m.body FROM device AS d"
                + " LEFT JOIN device_month AS m ON m.device = d.id WHERE d.client = ? ORDER BY m.month DESC");
        add = writer.prepareStatement("INSERT INTO device (client, sequence) VALUES (?, -1) RETURNING id");
        count = writer.prepareStatement("UPDATE device SET sequence = ? WHERE id = ?");
        put = writer.prepareStatement(
                "INSERT OR REPLACE INTO device_month (device, month, sequence, body) VALUES (?, ?, ?, ?)");
    }

    /**
     * What is stored of a device.
     *
     * @param sequence of the last change that is known
     * @param months the latest ones
     */
    private record Device(long id, long sequence, SortedMap<Integer, byte[]> months) {}

    /** Adds the changes of one device that are not known yet. */
    void add(String client, List<Change> changes, long leastOutage) throws SQLException {
        Device device = device(client, Months.of(earliest(changes)));
        List<Change> news = news(changes, device.sequence());
        if (news.isEmpty()) {
            return;
        }
        SortedMap<Integer, byte[]> stored = device.months();
        Timeline timeline = Months.join(read(stored));
        news.forEach(timeline::apply);
        SortedMap<Integer, Timeline> split = Months.split(timeline, leastOutage);
        for (Integer month : stored.keySet()) {
            // What was true before must not be lost with a month in which nothing has changed after all.
            if (!split.containsKey(month)) {
                split.put(month, new Timeline(lastBefore(split, month, timeline), List.of()));
            }
        }
        long sequence = news.get(news.size() - 1).sequence();
        if (split.isEmpty()) {
            count.setLong(1, sequence);
            count.setLong(2, device.id());
            count.executeUpdate();
            return;
        }
        for (Map.Entry<Integer, Timeline> each : split.entrySet()) {
            int month = each.getKey();
            byte[] body = codec.write(each.getValue(), Months.start(month));
            // The latest month is always read, and so it is where the sequence is looked for.
            if (month == split.lastKey() || !Arrays.equals(body, stored.get(month))) {
                put.setLong(1, device.id());
                put.setInt(2, month);
                put.setLong(3, sequence);
                put.setBytes(4, body);
                put.executeUpdate();
            }
        }
    }

    private static long earliest(List<Change> changes) {
        long earliest = Long.MAX_VALUE;
        for (Change change : changes) {
            earliest = Math.min(earliest, change.earliest());
        }
        return earliest;
    }

    private static List<Change> news(List<Change> changes, long known) {
        return changes.get(0).sequence() > known && changes.size() == 1
                ? changes
                : changes.stream().filter(change -> change.sequence() > known).toList();
    }

    private static Mark lastBefore(SortedMap<Integer, Timeline> split, int month, Timeline whole) {
        SortedMap<Integer, Timeline> earlier = split.headMap(month);
        return earlier.isEmpty()
                ? whole.before()
                : earlier.get(earlier.lastKey()).last();
    }

    /**
     * Reads back to the month in which that one began, or the latest before it in which something changed.
     *
     * @param from the month of the earliest change
     */
    private Device device(String client, int from) throws SQLException {
        find.setString(1, client);
        try (ResultSet row = find.executeQuery()) {
            if (row.next()) {
                return device(row, from);
            }
        }
        add.setString(1, client);
        try (ResultSet row = add.executeQuery()) {
            return new Device(row.getLong(1), -1, new TreeMap<>());
        }
    }

    private static Device device(ResultSet row, int from) throws SQLException {
        long id = row.getLong(1);
        long sequence = row.getLong(2);
        SortedMap<Integer, byte[]> months = new TreeMap<>();
        do {
            byte[] body = row.getBytes(5);
            if (body != null) {
                int month = row.getInt(3);
                sequence = Math.max(sequence, row.getLong(4));
                months.put(month, body);
                if (month <= from) {
                    break;
                }
            }
        } while (row.next());
        return new Device(id, sequence, months);
    }

    private List<Timeline> read(SortedMap<Integer, byte[]> stored) {
        List<Timeline> read = new ArrayList<>();
        stored.forEach((month, body) -> {
            try {
                read.add(codec.read(body, Months.start(month)));
            } catch (RuntimeException e) {
                LOG.warn("A month of the availability of a device cannot be read and is begun anew", e);
            }
        });
        return read;
    }

    @Override
    public void close() throws SQLException {
        find.close();
        add.close();
        count.close();
        put.close();
    }
}
