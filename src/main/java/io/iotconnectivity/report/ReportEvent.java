package io.iotconnectivity.report;

import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.event.AvailabilityData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.ReportData;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Makes the event of a report on a month. Pure. */
final class ReportEvent {
    private static final String SUBJECT = "report/";

    private ReportEvent() {}

    /** The event of a report on this month; its id is the same whenever it is made. */
    static Event of(YearMonth month, FleetReport report, Instant now) {
        ReportQuery query = report.query();
        String subject = SUBJECT + month;
        Map<String, AvailabilityData> classes = new TreeMap<>();
        report.classes().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingLong(Figures::down).reversed()))
                .limit(ReportData.MOST_CLASSES)
                .forEach(each -> classes.put(each.getKey(), data(each.getValue())));
        ReportData data = new ReportData(
                month.toString(),
                query.zone().getId(),
                query.from(),
                query.until(),
                report.keptSince(),
                data(report.fleet()),
                classes);
        return new Event(EventId.of(query.until(), subject, 0), EventType.REPORT_MONTHLY, subject, now, data);
    }

    private static AvailabilityData data(Figures figures) {
        FiguresView shown = FiguresView.of(figures);
        Map<String, Double> reasons = new TreeMap<>();
        shown.downSecondsByReason().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(AvailabilityData.MOST_REASONS)
                .forEach(each -> reasons.put(each.getKey(), each.getValue()));
        return new AvailabilityData(
                shown.devices(),
                shown.availability(),
                shown.upSeconds(),
                shown.downSeconds(),
                shown.excludedSeconds(),
                shown.unknownSeconds(),
                shown.outages(),
                shown.interruptions(),
                shown.longestOutageSeconds(),
                shown.mttrSeconds(),
                shown.mtbfSeconds(),
                reasons);
    }
}
