package io.iotconnectivity.event;

import java.time.Instant;

/**
 * One thing that goes out to the sinks.
 *
 * @param id stable across retries and restarts; ids of one device sort in the order of its events
 * @param subject what it is about: the client id
 * @param time when it was decided
 */
public record Event(String id, EventType type, String subject, Instant time, DeviceData data) {}
