package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.incident.Silence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cached counts of the stored data for frequent readers, read from the store at most every few seconds. Thread-safe.
 */
public final class StoredCounts {
    private static final Logger LOG = LoggerFactory.getLogger(StoredCounts.class);
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Source source;
    private final Clock clock;
    private Instant readAt = Instant.MIN;
    private Map<String, Long> deadLetters = Map.of();
    private Map<String, Long> incidents = Map.of();
    private long silences;

    /** Where the counts are read. Throws {@link StoreException} while the store cannot be read. */
    public interface Source {
        /** Dead letters by direction. */
        Map<String, Long> deadLetters();

        /** Open incidents by kind. */
        Map<String, Long> openIncidents();

        /** The silences that have not ended. */
        List<Silence> silences();
    }

    /** Creates an empty cache; nothing is read yet. */
    public StoredCounts(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * The number of dead letters.
     *
     * @param direction {@code in} or {@code out}
     */
    public synchronized long deadLetters(String direction) {
        refresh();
        return deadLetters.getOrDefault(direction, 0L);
    }

    /** The number of open incidents of one kind. */
    public synchronized long openIncidents(IncidentKind kind) {
        refresh();
        return incidents.getOrDefault(kind.word(), 0L);
    }

    /** The number of active silences. */
    public synchronized long silences() {
        refresh();
        return silences;
    }

    /** While the store cannot be read, the last counts stay: its health is reported elsewhere. */
    private void refresh() {
        Instant now = clock.instant();
        if (readAt.isAfter(now.minus(FRESH)) && !readAt.isAfter(now)) {
            return;
        }
        readAt = now;
        try {
            deadLetters = source.deadLetters();
            incidents = source.openIncidents();
            silences = source.silences().stream()
                    .filter(silence ->
                            !silence.from().isAfter(now) && silence.until().isAfter(now))
                    .count();
        } catch (StoreException e) {
            LOG.debug("The stored data cannot be counted", e);
        }
    }
}
