package io.iotconnectivity.engine.sqlite;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports rows that could not be read and were set aside: once in the log, and as a warning until a day after the
 * last one.
 */
final class DamagedRows {
    private static final Logger LOG = LoggerFactory.getLogger(DamagedRows.class);
    private static final Duration REMEMBERED = Duration.ofDays(1);
    /** The most rows of one batch that are named. */
    private static final int MOST_NAMED = 5;

    private volatile Optional<Known> known = Optional.empty();

    private record Known(long rows, Instant first, Instant last, String latest) {
        String words() {
            return "the store held rows that could not be read and were set aside (" + rows + " from " + first + " to "
                    + last
                    + ", the last: " + latest
                    + "). What they were about starts anew, and open incidents of it go on;"
                    + " dead-letters list shows the reasons and what the rows held (origin " + DamagedRow.ORIGIN
                    + "). Find out who or what changed the file (engine.file)";
        }
    }

    /** Logs what a batch that is now durable has set aside. */
    void committed(WriteCounts counts, Instant now) {
        if (!counts.mended().isEmpty()) {
            LOG.warn(
                    "The deadlines of {} rows of the store contradicted what the rows hold, and were written anew from that: {}."
                            + " Find out who or what changed the file (engine.file).",
                    counts.mended().size(),
                    named(counts.mended()));
        }
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
                named(rows.stream()
                        .map(row -> row.name() + " (" + row.why() + ")")
                        .toList()));
    }

    private static String named(List<String> rows) {
        return rows.stream()
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", ", "", rows.size() > MOST_NAMED ? ", …" : ""));
    }

    /** The warning for operators; empty if nothing was set aside within the last day. */
    Optional<String> warning(Instant now) {
        return recent(now).map(Known::words);
    }

    private Optional<Known> recent(Instant now) {
        return known.filter(all -> all.last().plus(REMEMBERED).isAfter(now));
    }
}
