package io.iotconnectivity.report;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * The objectives for the availability of classes.
 *
 * @param targets by class, {@link Membership#DEFAULT_CLASS} for the devices of none; each above 0 and below 1
 * @param window over how long an error budget is; absent: over the calendar month
 * @param zone in which months begin
 */
public record SloSettings(Map<String, Double> targets, Optional<Duration> window, ZoneId zone) {
    /** No class has an objective. */
    public static final SloSettings NONE = new SloSettings(Map.of(), Optional.empty(), ZoneId.of("UTC"));

    public SloSettings {
        targets = Map.copyOf(targets);
    }

    /** Whether no class has one. */
    public boolean areNone() {
        return targets.isEmpty();
    }

    /** When the window of an error budget begins, seen at that moment. */
    Instant from(Instant now) {
        return window.map(now::minus).orElseGet(() -> start(month(now)));
    }

    /** When it ends: now, or with the month. */
    Instant until(Instant now) {
        return window.map(rolling -> now).orElseGet(() -> start(month(now).plusMonths(1)));
    }

    private YearMonth month(Instant now) {
        return YearMonth.from(now.atZone(zone));
    }

    private Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(zone).toInstant();
    }
}
