package io.iotconnectivity.event;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that goes out to the sinks.
 *
 * @param id stable across retries and restarts; ids of one subject sort in the order of its events
 * @param subject what it is about: the client id, or the key of the incident
 * @param time when it was decided
 * @param data {@link IncidentData} where the type is about an incident, else {@link DeviceData}
 */
public record Event(String id, EventType type, String subject, Instant time, EventData data) {

    /** Stands where a device would, in events that try a sink. */
    public static final String TEST_CLIENT = "iot-connectivity-test";

    /** What it tells of its device; empty where it is about an incident. */
    public Optional<DeviceData> device() {
        return data instanceof DeviceData device ? Optional.of(device) : Optional.empty();
    }

    /** What it tells of its incident; empty where it is about a device. */
    public Optional<IncidentData> incident() {
        return data instanceof IncidentData incident ? Optional.of(incident) : Optional.empty();
    }

    /** Whether it is about nothing: a sink is being tried. */
    public boolean isTest() {
        return subject.equals(TEST_CLIENT)
                || incident().filter(told -> told.kind() == IncidentKind.TEST).isPresent();
    }
}
