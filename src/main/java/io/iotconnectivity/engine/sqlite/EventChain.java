package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.event.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows the events of one device, newest first, back to where they were pruned. */
final class EventChain {
    private final EventLog log;

    EventChain(EventLog log) {
        this.log = log;
    }

    /**
     * @param last the sequence number of the device's latest event
     * @param before only events older than the one with this id
     */
    Page<Event> page(Connection connection, String clientId, long last, Optional<String> before, int limit)
            throws SQLException {
        List<Event> found = new ArrayList<>();
        long total = 0;
        boolean younger = before.isPresent();
        boolean isCertain = true;
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.EVENTS)) {
            Optional<EventBlock.Entry> next = blocks.entry(last);
            while (next.isPresent()) {
                EventBlock.Entry entry = next.get();
                if (younger || !isCertain || found.size() <= limit) {
                    Optional<Event> event = log.event(entry, blocks);
                    if (event.isPresent()) {
                        if (!event.get().subject().equals(clientId)) {
                            break;
                        }
                        if (!younger && found.size() <= limit) {
                            found.add(event.get());
                        }
                        younger = younger && !event.get().id().equals(before.get());
                    }
                }
                total += entry.isWhole() && entry.event().length > 0 ? 1 : 0;
                // A damaged event may name any event as its predecessor: check whose it is.
                isCertain = entry.isWhole();
                next = entry.previous() == 0 ? Optional.empty() : blocks.entry(entry.previous());
            }
        }
        return Rows.page(found, total, limit, Event::id);
    }
}
