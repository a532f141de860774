package io.iotconnectivity.event;

import java.time.Instant;
import java.util.Optional;

/**
 * One event sent to the sinks.
 *
 * @param id stable across retries and restarts; ids of one subject sort in the order of its events
 * @param subject what the event is about: the client id, or the key of the incident
 * @param time when it was decided
 * @param data {@link IncidentData} if the type is about an incident, otherwise {@link DeviceData}
 */
public record Event(String id, EventType type, String subject, Instant time, EventData data) {

    /** Takes the place of a device in test events. */
    public static final String TEST_CLIENT = "iot-connectivity-test";

    /** The device data; empty if the event is about an incident. */
    public Optional<DeviceData> device() {
        return data instanceof DeviceData device ? Optional.of(device) : Optional.empty();
    }

    /** The incident data; empty if the event is about a device. */
    public Optional<IncidentData> incident() {
        return data instanceof IncidentData incident ? Optional.of(incident) : Optional.empty();
    }

    /** Whether this is a test event, sent only to try a sink. */
    public boolean isTest() {
        return subject.equals(TEST_CLIENT)
                || incident().filter(told -> told.kind() == IncidentKind.TEST).isPresent();
    }
}
