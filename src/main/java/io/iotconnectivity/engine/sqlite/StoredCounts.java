package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.incident.Silence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts of what is stored, for those who look often: read from the file at most once in a while. */
final class StoredCounts {
    private static final Logger LOG = LoggerFactory.getLogger(StoredCounts.class);
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Readers readers;
    private final Supplier<List<Silence>> allSilences;
    private final Clock clock;
    private Instant readAt = Instant.MIN;
    private Map<String, Long> deadLetters = Map.of();
    private Map<String, Long> incidents = Map.of();
    private long silences;

    /**
     * @param allSilences those that have not ended
     */
    StoredCounts(Readers readers, Supplier<List<Silence>> allSilences, Clock clock) {
        this.readers = readers;
        this.allSilences = allSilences;
        this.clock = clock;
    }

    /**
     * @param direction {@code in} or {@code out}
     */
    synchronized long deadLetters(String direction) {
        refresh();
        return deadLetters.getOrDefault(direction, 0L);
    }

    synchronized long openIncidents(IncidentKind kind) {
        refresh();
        return incidents.getOrDefault(kind.word(), 0L);
    }

    /** Those that hold now. */
    synchronized long silences() {
        refresh();
        return silences;
    }

    /** While the file cannot be read, what was read last stands: its health is shown elsewhere. */
    private void refresh() {
        Instant now = clock.instant();
        if (readAt.isAfter(now.minus(FRESH)) && !readAt.isAfter(now)) {
            return;
        }
        readAt = now;
        try {
            deadLetters = readers.read(
                    connection -> counts(connection, "SELECT direction, count(*) FROM dead_letter GROUP BY direction"));
            incidents = readers.read(connection ->
                    counts(connection, "SELECT kind, count(*) FROM incident WHERE status = 'open' GROUP BY kind"));
            silences = allSilences.get().stream()
                    .filter(silence ->
                            !silence.from().isAfter(now) && silence.until().isAfter(now))
                    .count();
        } catch (StoreException e) {
            LOG.debug("What is stored cannot be counted", e);
        }
    }

    private static Map<String, Long> counts(Connection connection, String sql) throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                counts.put(row.getString(1), row.getLong(2));
            }
        }
        return counts;
    }
}
