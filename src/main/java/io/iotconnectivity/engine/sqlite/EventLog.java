package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.Event;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The log as the sinks read it: the newest events from memory, so that sinks that keep up never touch the file. */
final class EventLog {
    private static final int RECENT = 4096;

    private final Readers readers;
    private final EventCodec codec;
    private final DamageReports damage;
    private final Logged[] recent = new Logged[RECENT];
    private long firstRecent;
    private long last;

    EventLog(Readers readers, EventCodec codec, DamageReports damage, long last) {
        this.readers = readers;
        this.damage = damage;
        this.codec = codec;
        this.last = last;
        this.firstRecent = last + 1;
    }

    /** Adds events that have just been committed; their sequence numbers have no gaps. */
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

    /** The events after a sequence number, in order, at most {@code limit}; empty at the end of the log. */
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
            try (EventBlocks blocks = new EventBlocks(connection, BlockLog.EVENTS)) {
                List<Logged> found = new ArrayList<>();
                for (EventBlock.Entry entry : blocks.after(seq, limit)) {
                    found.add(logged(entry, blocks).orElseGet(() -> Logged.unreadable(entry.seq())));
                }
                return found;
            }
        });
    }

    /** Empty if the event cannot be read, which is then reported. */
    Optional<Logged> logged(EventBlock.Entry entry, EventBlocks blocks) throws SQLException {
        return event(entry, blocks).map(event -> new Logged(entry.seq(), event, entry.addressee(), entry.trace()));
    }

    /** Empty if the event cannot be read, which is then reported. */
    Optional<Event> event(EventBlock.Entry entry, EventBlocks blocks) throws SQLException {
        try {
            return Optional.of(event(entry, codec));
        } catch (RuntimeException e) {
            if (!blocks.isSetAside(entry)) {
                damage.event(entry.seq());
            }
            return Optional.empty();
        }
    }

    /**
     * Decodes the event of an entry.
     *
     * @throws RuntimeException if it cannot be read
     */
    static Event event(EventBlock.Entry entry, EventCodec codec) {
        if (!entry.isWhole()) {
            throw new IllegalArgumentException("its checksum does not match");
        }
        return codec.read(entry.event());
    }
}
