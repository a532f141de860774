package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.event.Verdict;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How many devices have each verdict, counted once at the start and kept up with every commit. */
final class StateCounts {
    private final Map<Verdict, AtomicLong> counts = new EnumMap<>(Verdict.class);

    StateCounts(Readers readers) {
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict, new AtomicLong());
        }
        readers.read(connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT state, count(*) FROM device GROUP BY state");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.get(Verdict.valueOf(row.getString(1))).set(row.getLong(2));
                }
                return null;
            }
        });
    }

    void change(Map<Verdict, Long> changes) {
        changes.forEach((verdict, change) -> counts.get(verdict).addAndGet(change));
    }

    long of(Verdict verdict) {
        return counts.get(verdict).get();
    }

    /** Verdicts that no device has are left out. */
    Map<Verdict, Long> all() {
        Map<Verdict, Long> present = new EnumMap<>(Verdict.class);
        counts.forEach((verdict, count) -> {
            if (count.get() > 0) {
                present.put(verdict, count.get());
            }
        });
        return present;
    }

    long total() {
        return counts.values().stream().mapToLong(AtomicLong::get).sum();
    }
}
