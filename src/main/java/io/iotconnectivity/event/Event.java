package io.iotconnectivity.event;

import java.time.Instant;
import java.util.Optional;

/**
 * One event sent to the sinks.
 *
 * @param id stable across retries and restarts; ids of one subject sort in the order of its events
 * @param subject what the event is about: the client id, the key of the incident, or the report, such as
 *     {@code report/2026-11}
 * @param time when it was decided
 * @param data {@link IncidentData} if the type is about an incident, {@link ReportData} if it is a report, otherwise
 *     {@link DeviceData}
 */
public record Event(String id, EventType type, String subject, Instant time, EventData data) {

    /** Takes the place of a device in test events. */
    public static final String TEST_CLIENT = "iot-connectivity-test";

    /** The device data; empty if the event is not about a device. */
    public Optional<DeviceData> device() {
        return data instanceof DeviceData device ? Optional.of(device) : Optional.empty();
    }

    /** The incident data; empty if the event is not about an incident. */
    public Optional<IncidentData> incident() {
        return data instanceof IncidentData incident ? Optional.of(incident) : Optional.empty();
    }

    /** The data of a report; empty if the event is about a device or an incident. */
    public Optional<ReportData> report() {
        return data instanceof ReportData report ? Optional.of(report) : Optional.empty();
    }

    /** Whether this is a test event, sent only to try a sink. */
    public boolean isTest() {
        return subject.equals(TEST_CLIENT)
                || incident().filter(told -> told.kind() == IncidentKind.TEST).isPresent();
    }
}
