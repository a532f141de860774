package io.iotconnectivity.record;

import com.fasterxml.jackson.annotation.JsonValue;
import io.iotconnectivity.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the incidents that occurred with those that would have occurred.
 *
 * @param rows in the order in which they were, or would have been, opened
 */
public record IncidentComparison(List<Row> rows) {
    /**
     * The tolerance: two runs of the same rules may differ by this much if the first started with earlier knowledge.
     */
    private static final Duration SAME_TIME = Duration.ofSeconds(1);

    public IncidentComparison {
        rows = List.copyOf(rows);
    }

    /** The kinds of differences. */
    public enum What {
        SAME,
        CHANGED,
        /** It did not occur, but would. */
        NEW,
        /** It occurred, but would not. */
        GONE;

        /** The printed form, in lower case. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One incident.
     *
     * @param was the actual incident; absent if it is new
     * @param would the hypothetical incident; absent if it is gone
     * @param differences what has changed, in words; empty unless it has
     */
    public record Row(What what, Optional<Found> was, Optional<Found> would, List<String> differences) {

        /** The hypothetical incident, or else the actual one. */
        public Found incident() {
            return would.or(() -> was).orElseThrow();
        }
    }

    /** The number of rows of each kind, including zeros. */
    public Map<What, Long> totals() {
        Map<What, Long> totals = new EnumMap<>(What.class);
        for (What what : What.values()) {
            totals.put(what, rows.stream().filter(row -> row.what() == what).count());
        }
        return totals;
    }

    /** Pairs incidents about the same thing at the same time. */
    static IncidentComparison of(List<Found> was, List<Found> would) {
        Map<String, List<Found>> byKey = was.stream().collect(Collectors.groupingBy(Found::key));
        List<Pair> candidates = new ArrayList<>();
        for (Found other : would) {
            for (Found one : byKey.getOrDefault(other.key(), List.of())) {
                if (one.overlaps(other)) {
                    candidates.add(new Pair(one, other));
                }
            }
        }
        candidates.sort(Comparator.comparing(Pair::apart));
        List<Row> rows = new ArrayList<>();
        Set<String> wasPaired = new HashSet<>();
        Set<String> wouldPaired = new HashSet<>();
        for (Pair pair : candidates) {
            if (!wasPaired.contains(pair.was().incidentId())
                    && !wouldPaired.contains(pair.would().incidentId())) {
                wasPaired.add(pair.was().incidentId());
                wouldPaired.add(pair.would().incidentId());
                rows.add(pair.row());
            }
        }
        was.stream()
                .filter(one -> !wasPaired.contains(one.incidentId()))
                .forEach(one -> rows.add(new Row(What.GONE, Optional.of(one), Optional.empty(), List.of())));
        would.stream()
                .filter(one -> !wouldPaired.contains(one.incidentId()))
                .forEach(one -> rows.add(new Row(What.NEW, Optional.empty(), Optional.of(one), List.of())));
        rows.sort(Comparator.comparing((Row row) -> row.incident().openedAt())
                .thenComparing(row -> row.incident().key()));
        return new IncidentComparison(rows);
    }

    private record Pair(Found was, Found would) {

        Duration apart() {
            return Duration.between(was.openedAt(), would.openedAt()).abs();
        }

        Row row() {
            List<String> differences = new ArrayList<>();
            compareTimes("opened", Optional.of(was.openedAt()), Optional.of(would.openedAt()), differences);
            compareTimes("resolved", was.resolvedAt(), would.resolvedAt(), differences);
            compare("resolution", was.resolution(), would.resolution(), differences);
            compare(
                    "severity",
                    was.severity().map(Severity::word),
                    would.severity().map(Severity::word),
                    differences);
            compare("devices", Optional.of(was.deviceCount()), Optional.of(would.deviceCount()), differences);
            return new Row(
                    differences.isEmpty() ? What.SAME : What.CHANGED,
                    Optional.of(was),
                    Optional.of(would),
                    differences);
        }

        private static void compareTimes(
                String what, Optional<Instant> was, Optional<Instant> would, List<String> differences) {
            boolean same = was.isPresent() == would.isPresent()
                    && was.flatMap(one -> would.map(
                                    other -> Duration.between(one, other).abs()))
                            .filter(apart -> apart.compareTo(SAME_TIME) > 0)
                            .isEmpty();
            if (!same) {
                compare(
                        what,
                        was.map(IncidentComparison::seconds),
                        would.map(IncidentComparison::seconds),
                        differences);
            }
        }

        private static <T> void compare(String what, Optional<T> was, Optional<T> would, List<String> differences) {
            if (!was.equals(would)) {
                differences.add(what + " " + text(would) + " instead of " + text(was));
            }
        }

        private static <T> String text(Optional<T> value) {
            return value.map(Object::toString).orElse("never");
        }
    }

    private static Instant seconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }
}
