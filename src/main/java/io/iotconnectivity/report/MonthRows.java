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
    private final PreparedStatement months;
    private final PreparedStatement put;

    MonthRows(Connection writer, TimelineCodec codec) throws SQLException {
        this.codec = codec;
        find = writer.prepareStatement("SELECT id, sequence FROM device WHERE client = ?");
        add = writer.prepareStatement("INSERT INTO device (client, sequence) VALUES (?, -1)");
        count = writer.prepareStatement("UPDATE device SET sequence = ? WHERE id = ?");
        months = writer.prepareStatement("SELECT month, body FROM device_month WHERE device = ?1 AND month >="
                + " coalesce((SELECT max(month) FROM device_month WHERE device = ?1 AND month <= ?2), 0)"
                + " ORDER BY month");
        put = writer.prepareStatement("INSERT OR REPLACE INTO device_month (device, month, body) VALUES (?, ?, ?)");
    }

    private record Device(long id, long sequence) {}

    /** Adds the changes of one device that are not known yet. */
    void add(String client, List<Change> changes, long leastOutage) throws SQLException {
        Device device = device(client);
        List<Change> news = changes.stream()
                .filter(change -> change.sequence() > device.sequence())
                .toList();
        if (news.isEmpty()) {
            return;
        }
        long earliest = news.stream().mapToLong(Change::earliest).min().orElseThrow();
        SortedMap<Integer, byte[]> stored = stored(device, Months.of(earliest));
        Timeline timeline = Months.join(read(client, stored));
        news.forEach(timeline::apply);
        SortedMap<Integer, Timeline> split = Months.split(timeline, leastOutage);
        for (Integer month : stored.keySet()) {
            // What was true before must not be lost with a month in which nothing has changed after all.
            if (!split.containsKey(month)) {
                split.put(month, new Timeline(lastBefore(split, month, timeline), List.of()));
            }
        }
        for (Map.Entry<Integer, Timeline> each : split.entrySet()) {
            byte[] body = codec.write(each.getValue(), Months.start(each.getKey()));
            if (!Arrays.equals(body, stored.get(each.getKey()))) {
                put.setLong(1, device.id());
                put.setInt(2, each.getKey());
                put.setBytes(3, body);
                put.executeUpdate();
            }
        }
        count.setLong(1, news.get(news.size() - 1).sequence());
        count.setLong(2, device.id());
        count.executeUpdate();
    }

    private static Mark lastBefore(SortedMap<Integer, Timeline> split, int month, Timeline whole) {
        SortedMap<Integer, Timeline> earlier = split.headMap(month);
        return earlier.isEmpty()
                ? whole.before()
                : earlier.get(earlier.lastKey()).last();
    }

    private Device device(String client) throws SQLException {
        find.setString(1, client);
        try (ResultSet row = find.executeQuery()) {
            if (row.next()) {
                return new Device(row.getLong(1), row.getLong(2));
            }
        }
        add.setString(1, client);
        add.executeUpdate();
        try (ResultSet row = find.executeQuery()) {
            return new Device(row.getLong(1), row.getLong(2));
        }
    }

    private SortedMap<Integer, byte[]> stored(Device device, int from) throws SQLException {
        SortedMap<Integer, byte[]> stored = new TreeMap<>();
        months.setLong(1, device.id());
        months.setInt(2, from);
        try (ResultSet row = months.executeQuery()) {
            while (row.next()) {
                stored.put(row.getInt(1), row.getBytes(2));
            }
        }
        return stored;
    }

    private List<Timeline> read(String client, SortedMap<Integer, byte[]> stored) {
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
        months.close();
        put.close();
    }
}
