package io.iotconnectivity.engine;

import io.iotconnectivity.event.AvailabilityData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.ReportData;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Reports of a month. */
public final class SampleReports {
    private SampleReports() {}

    /** Of two pumps, one of which was away for 20 hours, and a sensor of which nothing is known. */
    public static Event november() {
        AvailabilityData pumps = new AvailabilityData(
                2,
                Optional.of(0.98611),
                5_112_000,
                72_000,
                0,
                0,
                3,
                1,
                64_800,
                Optional.of(24_000.0),
                Optional.of(1_704_000.0),
                Map.of("CONNECTION_LOST", 64_800.5, "MQTT_KEEP_ALIVE_TIMEOUT", 7_199.5));
        AvailabilityData sensors = new AvailabilityData(
                1, Optional.empty(), 0, 0, 0, 2_592_000, 0, 0, 0, Optional.empty(), Optional.empty(), Map.of());
        AvailabilityData fleet = new AvailabilityData(
                3,
                Optional.of(0.98611),
                5_112_000,
                72_000,
                0,
                2_592_000,
                3,
                1,
                64_800,
                Optional.of(24_000.0),
                Optional.of(1_704_000.0),
                pumps.downSecondsByReason());
        ReportData data = new ReportData(
                "2026-11",
                "Europe/Berlin",
                Instant.parse("2026-10-31T23:00:00Z"),
                Instant.parse("2026-11-30T23:00:00Z"),
                Optional.of(Instant.parse("2026-11-03T08:15:00Z")),
                fleet,
                Map.of("pumps", pumps, "default", sensors));
        return new Event(
                "01M8QZ6TR00000000000000000",
                EventType.REPORT_MONTHLY,
                "report/2026-11",
                Instant.parse("2026-11-30T23:10:00Z"),
                data);
    }
}
