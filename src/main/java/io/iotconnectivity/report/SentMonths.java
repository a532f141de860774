package io.iotconnectivity.report;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which months a report was sent of. That is read from the log of events, so it is known on every node that follows the
 * log, and kept in the {@link AvailabilityFile} for as long as that is. Thread-safe.
 */
final class SentMonths {
    private static final String SENT = "sent";
    private static final String SINCE = "sent-since";

    private final AvailabilityFile file;

    SentMonths(AvailabilityFile file) {
        this.file = file;
    }

    /** The log says that the report of a month was sent. */
    void sent(YearMonth month) {
        if (latest().filter(known -> !known.isBefore(month)).isEmpty()) {
            file.note(SENT, month.toString(), true);
        }
    }

    private Optional<YearMonth> latest() {
        return file.noted(SENT).map(YearMonth::parse);
    }

    /** The log is followed now. Months that were over when it first was are not due: what was sent of them is not known. */
    void follow(Instant now) {
        file.note(SINCE, now.toString(), false);
    }

    /**
     * The months that are over and of which no report was sent, oldest first.
     *
     * @param at what was over by then counts
     * @param most how many months at most
     */
    List<YearMonth> due(Instant at, ZoneId zone, int most) {
        YearMonth current = YearMonth.from(at.atZone(zone));
        YearMonth first = latest().map(sent -> sent.plusMonths(1)).orElseGet(() -> file.noted(SINCE)
                .map(since -> YearMonth.from(Instant.parse(since).atZone(zone)))
                .orElse(current));
        YearMonth oldest = current.minusMonths(most);
        List<YearMonth> due = new ArrayList<>();
        for (YearMonth month = first.isBefore(oldest) ? oldest : first;
                month.isBefore(current);
                month = month.plusMonths(1)) {
            due.add(month);
        }
        return due;
    }
}
