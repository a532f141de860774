package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.event.CloudEvents;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The log as the sinks read it: the newest events from memory, so that sinks that keep up never touch the file. */
final class EventLog {
    private static final int RECENT = 4096;

    private final Readers readers;
    private final CloudEvents codec;
    private final DamageReports damage;
    private final Logged[] recent = new Logged[RECENT];
    private long firstRecent;
    private long last;

    EventLog(Readers readers, CloudEvents codec, DamageReports damage, long last) {
        this.readers = readers;
        this.damage = damage;
        this.codec = codec;
        this.last = last;
        this.firstRecent = last + 1;
    }

    /** Takes over what has just been committed; numbers follow each other without gaps. */
    synchronized void append(List<Logged> events) {
        for (Logged logged : events) {
            recent[(int) (logged.seq() % RECENT)] = logged;
            last = logged.seq();
        }
        firstRecent = Math.max(firstRecent, last - RECENT + 1);
    }

    synchronized long last() {
        return last;
    }

    /** The events that follow a number, in order, at most {@code limit}; empty at the end of the log. */
    List<Logged> after(long seq, int limit) {
        synchronized (this) {
            if (seq >= last) {
                return List.of();
            }
            if (seq + 1 >= firstRecent) {
                List<Logged> found = new ArrayList<>();
                for (long next = seq + 1; next <= last && found.size() < limit; next++) {
                    found.add(recent[(int) (next % RECENT)]);
                }
                return found;
            }
        }
        return readers.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT seq, body, addressee, trace FROM event WHERE seq > ? ORDER BY seq LIMIT ?")) {
                select.setLong(1, seq);
                select.setInt(2, limit);
                List<Logged> found = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(logged(row));
                    }
                }
                return found;
            }
        });
    }

    private Logged logged(ResultSet row) throws SQLException {
        byte[] body = row.getBytes(2);
        try {
            return new Logged(
                    row.getLong(1),
                    codec.read(body),
                    Optional.ofNullable(row.getString(3)),
                    Optional.ofNullable(row.getString(4)));
        } catch (RuntimeException e) {
            if (!isSetAside(body)) {
                damage.event(row.getLong(1));
            }
            return Logged.unreadable(row.getLong(1));
        }
    }

    /** Whether the event in a row could not be read, and is a dead letter now. */
    static boolean isSetAside(byte[] body) {
        return body == null || body.length == 0;
    }
}
