package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.iotconnectivity.availability.Churn;
import io.iotconnectivity.report.ChurnReport;
import io.iotconnectivity.report.ChurnSpan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What has become worse than its own past, as it is shown.
 *
 * @param comparedAt up to when it counts; absent if nothing has been compared yet
 * @param devices how many devices were compared
 * @param items those that have become worse, the clearest first
 * @param total how many of them there are, also beyond the limit
 * @param allGroups whether all groups were compared
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ChurnView(
        ChurnSpan span,
        Optional<Instant> comparedAt,
        long devices,
        List<Device> items,
        long total,
        List<Named> groups,
        List<Named> classes,
        boolean allGroups) {
    /** How many groups are named. */
    static final int MOST_NAMES = 1000;

    private static final double DIGITS = 100;

    /**
     * How often connections ended.
     *
     * @param ended in the latest span
     * @param usual the median of the past
     * @param most in the worst span of the past, apart from the tenth of them with the most
     * @param times how many times the average of the past; absent if none ended then
     * @param pastSpans how many spans of the past it is compared with
     * @param chance the probability that chance alone does this, at most
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Counts(
            boolean worse,
            double ended,
            double usual,
            double most,
            Optional<Double> times,
            int pastSpans,
            double chance) {
        static Counts of(Churn churn) {
            return new Counts(
                    churn.isWorse(),
                    rounded(churn.ends()),
                    rounded(churn.usual()),
                    rounded(churn.most()),
                    churn.mean() > 0 ? Optional.of(rounded(churn.ends() / churn.mean())) : Optional.empty(),
                    churn.past(),
                    churn.chance());
        }

        private static double rounded(double number) {
            return Math.round(number * DIGITS) / DIGITS;
        }
    }

    /** A device that has become worse. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Device(
            String clientId,
            Optional<String> group,
            @JsonProperty("class") String deviceClass,
            @JsonUnwrapped Counts counts) {}

    /** A group or a class that has become worse. */
    record Named(String name, @JsonUnwrapped Counts counts) {}

    /**
     * One device.
     *
     * @param spans how it compares with its past, by the length of the span; those of which too little is known are absent
     */
    record OfDevice(String clientId, Map<ChurnSpan, Counts> spans) {}

    static ChurnView of(ChurnSpan span, Optional<ChurnReport> found, Predicate<ChurnReport.Device> wanted, int limit) {
        if (found.isEmpty()) {
            return new ChurnView(span, Optional.empty(), 0, List.of(), 0, List.of(), List.of(), true);
        }
        ChurnReport report = found.get();
        List<ChurnReport.Device> items = report.items().stream().filter(wanted).toList();
        boolean all = items.size() == report.items().size();
        return new ChurnView(
                span,
                Optional.of(report.at()),
                report.devices(),
                items.stream().limit(limit).map(ChurnView::device).toList(),
                all ? report.worse() : items.size(),
                named(report.groups()),
                named(report.classes()),
                report.allGroups());
    }

    private static Device device(ChurnReport.Device device) {
        return new Device(device.client(), device.group(), device.deviceClass(), Counts.of(device.churn()));
    }

    private static List<Named> named(List<ChurnReport.Named> worse) {
        return worse.stream()
                .limit(MOST_NAMES)
                .map(each -> new Named(each.name(), Counts.of(each.churn())))
                .toList();
    }
}
