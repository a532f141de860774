package io.iotconnectivity.web;

import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.Sent;
import io.iotconnectivity.engine.SinkStatus;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A ledger of lists; it remembers what it was asked for. */
final class ListedLedger implements Ledger {
    final List<Presence> devices = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    final List<SinkStatus> sinks = new ArrayList<>();
    volatile Thread askedOn;
    volatile String asked = "";
    volatile Optional<Duration> slowerThan = Optional.empty();
    volatile boolean broken;

    @Override
    public Map<Verdict, Long> devicesByState() {
        return devices.stream().collect(Collectors.groupingBy(Presence::state, Collectors.counting()));
    }

    @Override
    public Page<Presence> devices(DeviceQuery query, int limit) {
        askedOn = Thread.currentThread();
        asked = query.state() + " " + query.contains() + " " + query.after() + " " + limit;
        slowerThan = query.slowerThan();
        if (broken) {
            throw new IllegalStateException("the disk said: secret path");
        }
        List<Presence> found = devices.stream()
                .filter(device -> query.state().isEmpty()
                        || device.state() == query.state().get())
                .limit(limit)
                .toList();
        return new Page<>(found, devices.size(), found.size() < devices.size() ? Optional.of("b") : Optional.empty());
    }

    @Override
    public List<Presence> devices(Collection<ClientId> clients) {
        return devices.stream()
                .filter(device -> clients.contains(device.client()))
                .toList();
    }

    @Override
    public Optional<Instant> lastTakenIn() {
        return Optional.empty();
    }

    @Override
    public Optional<Presence> device(ClientId client) {
        return devices.stream().filter(device -> device.client().equals(client)).findFirst();
    }

    @Override
    public Page<Event> events(ClientId client, Optional<String> before, int limit) {
        return new Page<>(events, events.size(), Optional.empty());
    }

    @Override
    public Page<IncidentData> incidents(IncidentQuery query, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<IncidentData> incident(String incidentId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Decision> decisions(ClientId client, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Sent> sent(ClientId client, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Sent> sent(String incidentId, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<io.iotconnectivity.incident.Silence> silences() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page<DeadLetter> deadLetters(DeadLetterQuery query, Optional<Long> before, int limit) {
        asked = query.origin() + " " + before + " " + limit;
        return new Page<>(letters, letters.size(), Optional.empty());
    }

    @Override
    public List<SinkStatus> sinks() {
        return sinks;
    }
}
