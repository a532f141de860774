package io.iotconnectivity.incident;

import io.iotconnectivity.event.Severity;
import java.time.Duration;

/**
 * When an error budget is spent too fast: over a long time, which says that it matters, and over a short one, which says
 * that it goes on.
 *
 * @see <a href="https://sre.google/workbook/alerting-on-slos/">Alerting on SLOs, in the Site Reliability Workbook</a>
 */
public enum Burn {
    /** Two percent of the budget of 30 days in an hour. */
    FAST(Duration.ofHours(1), Duration.ofMinutes(5), 14.4, Severity.CRITICAL),
    /** Five percent in six hours. */
    BRISK(Duration.ofHours(6), Duration.ofMinutes(30), 6, Severity.CRITICAL),
    /** Ten percent in three days. */
    SLOW(Duration.ofDays(3), Duration.ofHours(6), 1, Severity.WARNING);

    /** It is over when the short time is at this part of what begins it, so that it does not come and go. */
    private static final double OVER_AT = 0.5;

    private final Duration longTime;
    private final Duration shortTime;
    private final double from;
    private final Severity severity;

    Burn(Duration longTime, Duration shortTime, double from, Severity severity) {
        this.longTime = longTime;
        this.shortTime = shortTime;
        this.from = from;
        this.severity = severity;
    }

    /** The time over which it matters. */
    public Duration longTime() {
        return longTime;
    }

    /** The time over which it goes on. */
    public Duration shortTime() {
        return shortTime;
    }

    /** How many times too fast it is, at least. */
    public double from() {
        return from;
    }

    /** How bad it is. */
    public Severity severity() {
        return severity;
    }

    /**
     * Whether it is so now.
     *
     * @param overLong the burn rate over the long time; likewise {@code overShort}
     * @param before whether it was so
     */
    boolean holds(double overLong, double overShort, boolean before) {
        return before ? overShort >= from * OVER_AT : overLong >= from && overShort >= from;
    }
}
