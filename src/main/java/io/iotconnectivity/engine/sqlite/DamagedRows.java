package io.iotconnectivity.engine.sqlite;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that rows could not be read and were set aside: once in the log, and to whoever asks for a day after the last one. */
final class DamagedRows {
    private static final Logger LOG = LoggerFactory.getLogger(DamagedRows.class);
    private static final Duration REMEMBERED = Duration.ofDays(1);
    /** So many rows of one batch are named. */
    private static final int MOST_NAMED = 5;

    private volatile Optional<Known> known = Optional.empty();

    private record Known(long rows, Instant first, Instant last, String latest) {
        String words() {
            return "the store held rows that could not be read and were set aside (" + rows + " from " + first + " to "
                    + last
                    + ", the last: " + latest
                    + "). What they were about starts anew, and incidents of it may stay open;"
                    + " dead-letters list shows the reasons and what the rows held (origin " + DamagedRow.ORIGIN
                    + "). Find out who or what changed the file (engine.file)";
        }
    }

    /** Tells of what a batch that is durable now has set aside. */
    void committed(WriteCounts counts, Instant now) {
        List<DamagedRow> rows = counts.setAside();
        if (rows.isEmpty()) {
            return;
        }
        Optional<Known> before = recent(now);
        known = Optional.of(new Known(
                before.map(Known::rows).orElse(0L) + rows.size(),
                before.map(Known::first).orElse(now),
                now,
                rows.get(rows.size() - 1).name()));
        LOG.warn(
                "Rows of the store cannot be read and were set aside as dead letters; what they were about starts anew: {}",
                rows.stream()
                        .limit(MOST_NAMED)
                        .map(row -> row.name() + " (" + row.why() + ")")
                        .collect(Collectors.joining(", ", "", rows.size() > MOST_NAMED ? ", …" : "")));
    }

    /** What somebody should look at; absent if nothing was set aside in the last day. */
    Optional<String> warning(Instant now) {
        return recent(now).map(Known::words);
    }

    private Optional<Known> recent(Instant now) {
        return known.filter(all -> all.last().plus(REMEMBERED).isAfter(now));
    }
}
