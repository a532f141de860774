package io.iotconnectivity.settings;

import io.iotconnectivity.report.Membership;
import io.iotconnectivity.report.ReportSettings;
import io.iotconnectivity.report.SloSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads {@code availability.slo}, {@code class.<name>.availability-slo} and {@code availability.slo-window}: the objectives for availability. */
final class SloReader {
    /** The end of the key of a class. */
    static final String ENDING = "availability-slo";

    private static final String DEFAULT = "availability.slo";
    private static final String WINDOW = "availability.slo-window";
    private static final String MONTH = "month";
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTHLY = Duration.ofDays(30);
    private static final Duration QUARTER = Duration.ofDays(92);
    /** A shorter one is kept as long as a longer one. */
    private static final int DAYS_OF_MONTH = 28;

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal LEAST = new BigDecimal("0.5");
    private static final BigDecimal MOST = new BigDecimal("0.999999");

    private final Values values;

    SloReader(Values values) {
        this.values = values;
    }

    SloSettings read(ReportSettings reports) {
        Map<String, Double> targets = new TreeMap<>();
        read(DEFAULT, Membership.DEFAULT_CLASS, targets, reports);
        for (String name : values.names(ClassReader.FAMILY)) {
            read("class." + name + "." + ENDING, name, targets, reports);
        }
        return new SloSettings(targets, window(reports, !targets.isEmpty()), reports.zone());
    }

    private void read(String key, String name, Map<String, Double> targets, ReportSettings reports) {
        if (!values.isSet(key)) {
            return;
        }
        Optional<Double> target = target(values.text(key));
        if (target.isEmpty()) {
            values.report(key, "is no objective for availability; write 99.9%, from 50% to 99.9999%");
        } else if (!reports.enabled()) {
            values.report(
                    key, "cannot be measured while availability.enabled is false; set it to true, or remove this");
        } else {
            targets.put(name, target.get());
        }
    }

    /** A percentage, with or without its sign, or a share up to 1. */
    private static Optional<Double> target(String text) {
        boolean signed = text.endsWith("%");
        String number = signed ? text.substring(0, text.length() - 1).strip() : text;
        if (number.length() > 12) {
            return Optional.empty();
        }
        try {
            BigDecimal read = new BigDecimal(number);
            BigDecimal share = signed || read.compareTo(BigDecimal.ONE) > 0 ? read.divide(HUNDRED) : read;
            return share.compareTo(LEAST) < 0 || share.compareTo(MOST) > 0
                    ? Optional.empty()
                    : Optional.of(share.doubleValue());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * @param isUsed whether any class has an objective
     */
    private Optional<Duration> window(ReportSettings reports, boolean isUsed) {
        if (values.text(WINDOW).equals(MONTH)) {
            return Optional.empty();
        }
        Optional<Duration> window = values.optional(WINDOW).flatMap(Durations::parse);
        if (values.isSet(WINDOW) && window.isEmpty()) {
            values.report(WINDOW, "is neither month nor a duration; write month or 30d");
            return Optional.of(MONTHLY);
        }
        Duration wanted = values.isSet(WINDOW) ? values.duration(WINDOW, MONTHLY, WEEK, QUARTER) : MONTHLY;
        // Nobody need shorten a default that is not used.
        boolean matters = isUsed || !wanted.equals(MONTHLY);
        if (matters && wanted.compareTo(Duration.ofDays((long) DAYS_OF_MONTH * reports.months())) > 0) {
            values.report(
                    WINDOW, "is longer than what is kept; raise availability.months, which is " + reports.months());
        }
        return Optional.of(wanted);
    }
}
