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

/** Counts of what is stored, for those who look often: read from the store at most once in a while. Safe for several threads. */
public final class StoredCounts {
    private static final Logger LOG = LoggerFactory.getLogger(StoredCounts.class);
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Source source;
    private final Clock clock;
    private Instant readAt = Instant.MIN;
    private Map<String, Long> deadLetters = Map.of();
    private Map<String, Long> incidents = Map.of();
    private long silences;

    /** Where they are read. Throws {@link StoreException} while the store cannot be read. */
    public interface Source {
        /** Dead letters that are kept, by their direction. */
        Map<String, Long> deadLetters();

        /** Incidents that are open, by the word of their kind. */
        Map<String, Long> openIncidents();

        /** Those that have not ended. */
        List<Silence> silences();
    }

    /** Nothing is read yet. */
    public StoredCounts(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * Dead letters that are kept.
     *
     * @param direction {@code in} or {@code out}
     */
    public synchronized long deadLetters(String direction) {
        refresh();
        return deadLetters.getOrDefault(direction, 0L);
    }

    /** Incidents of one kind that are open. */
    public synchronized long openIncidents(IncidentKind kind) {
        refresh();
        return incidents.getOrDefault(kind.word(), 0L);
    }

    /** Those that hold now. */
    public synchronized long silences() {
        refresh();
        return silences;
    }

    /** While the store cannot be read, what was read last stands: its health is shown elsewhere. */
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
            LOG.debug("What is stored cannot be counted", e);
        }
    }
}
