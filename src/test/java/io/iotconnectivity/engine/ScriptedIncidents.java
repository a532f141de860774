package io.iotconnectivity.engine;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers what the test says; unless it does, that a device is offline opens an incident, and that it is back ends it. */
public final class ScriptedIncidents extends NoIncidents {
    public volatile Rule<Event> onEvent = (event, cases, now) -> {
        if (event.type() == EventType.DEVICE_OFFLINE) {
            return new Outcome(List.of(SampleIncidents.opened(event.subject(), now)), List.of(), List.of());
        }
        boolean back = event.device().orElseThrow().previousState() == Verdict.OFFLINE;
        return back
                ? new Outcome(List.of(SampleIncidents.resolved(event.subject(), 2, now)), List.of(), List.of())
                : Outcome.NONE;
    };
    public volatile Rule<ClientId> onDevice = (client, cases, now) -> Outcome.NONE;
    public volatile Rule<String> onGroup = (group, cases, now) -> Outcome.NONE;
    /** Whose deadlines have come. */
    public final Queue<String> asked = new ConcurrentLinkedQueue<>();

    /** Answers what is asked about. */
    public interface Rule<T> {
        Outcome of(T what, Cases cases, Instant now);
    }

    @Override
    public Outcome on(Event event, Cases cases, Instant now) {
        return onEvent.of(event, cases, now);
    }

    @Override
    public Outcome due(ClientId client, Cases cases, Instant now) {
        asked.add("device " + client.value());
        return onDevice.of(client, cases, now);
    }

    @Override
    public Outcome due(String group, Cases cases, Instant now) {
        asked.add("group " + group);
        return onGroup.of(group, cases, now);
    }
}
