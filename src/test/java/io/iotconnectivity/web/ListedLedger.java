package io.iotconnectivity.web;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.FleetStep;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.LogSlice;
import io.iotconnectivity.engine.LoggedEvent;
import io.iotconnectivity.engine.SilenceOff;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Overlay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A ledger of lists; it remembers what it was asked for. */
public final class ListedLedger implements Ledger {
    public final List<Presence> devices = new ArrayList<>();
    public final List<Event> events = new ArrayList<>();
    public final List<DeadLetter> letters = new ArrayList<>();
    public final List<SinkStatus> sinks = new ArrayList<>();
    public final List<IncidentData> incidents = new ArrayList<>();
    public final List<Decision> decisions = new ArrayList<>();
    /** Written by one thread while another reads. */
    public final List<Sent> sent = new CopyOnWriteArrayList<>();

    private final List<LoggedEvent> log = new CopyOnWriteArrayList<>();
    public final List<FleetStep> history = new CopyOnWriteArrayList<>();
    public final Map<String, Long> reasons = new ConcurrentHashMap<>();
    public final List<GroupCount> groups = new CopyOnWriteArrayList<>();
    public final Map<String, String> groupOf = new ConcurrentHashMap<>();
    public final List<Silence> silences = new ArrayList<>();
    public final List<SilenceOff> silencesOff = new ArrayList<>();
    volatile IncidentQuery incidentsAsked = IncidentQuery.ALL;
    volatile DeadLetterQuery lettersAsked = DeadLetterQuery.ALL;
    public volatile DeviceQuery devicesAsked = DeviceQuery.ALL;
    volatile Thread askedOn;
    volatile String asked = "";
    volatile Optional<Duration> slowerThan = Optional.empty();
    volatile boolean broken;
    /** Whether a query for a group finds only the devices of that group. */
    public volatile boolean groupsAreAsked;
    /** What happens while devices are listed. */
    volatile Runnable whileListed = () -> {};

    public void whileListed(Runnable happens) {
        whileListed = happens;
    }

    @Override
    public Map<Verdict, Long> devicesByState() {
        return devices.stream().collect(Collectors.groupingBy(Presence::state, Collectors.counting()));
    }

    @Override
    public LogPosition lastEvent() {
        return new LogPosition(Integer.toString(log.size()));
    }

    @Override
    public LogSlice latestEvents(int most) {
        List<LoggedEvent> all = List.copyOf(log);
        int from = Math.max(0, all.size() - most);
        return new LogSlice(new LogPosition(Integer.toString(from)), all.subList(from, all.size()));
    }

    @Override
    public Optional<List<LoggedEvent>> eventsAfter(LogPosition position, int most) {
        int from = Integer.parseInt(position.text());
        List<LoggedEvent> all = List.copyOf(log);
        return from > all.size() || all.size() - from > most
                ? Optional.empty()
                : Optional.of(all.subList(from, all.size()));
    }

    @Override
    public LogSlice eventsFrom(LogPosition position, int most) {
        List<LoggedEvent> all = List.copyOf(log);
        int known = Integer.parseInt(position.text());
        int from = known > all.size() ? 0 : known;
        return new LogSlice(
                new LogPosition(Integer.toString(from)), all.subList(from, Math.min(all.size(), from + most)));
    }

    /** Appends to the log as a commit would. */
    public synchronized void logs(Event event, boolean forAll) {
        log.add(new LoggedEvent(new LogPosition(Integer.toString(log.size() + 1)), event, forAll));
    }

    @Override
    public List<FleetStep> history(Instant from, Instant until, Duration step) {
        asked = from + " " + until + " " + step;
        return history;
    }

    @Override
    public Map<String, Long> devicesByReason() {
        return reasons;
    }

    @Override
    public long deafDevices() {
        return devices.stream()
                .filter(device -> device.overlays().contains(Overlay.DEAF))
                .count();
    }

    @Override
    public List<GroupCount> groups(int most) {
        return groups.stream().limit(most).toList();
    }

    @Override
    public Optional<String> group(ClientId client) {
        return Optional.ofNullable(groupOf.get(client.value()));
    }

    @Override
    public Page<Presence> devices(DeviceQuery query, int limit) {
        askedOn = Thread.currentThread();
        devicesAsked = query;
        asked = query.state() + " " + query.contains() + " " + query.after().map(DevicePlace::clientId) + " " + limit;
        slowerThan = query.slowerThan().map(DeviceQuery.Slow::than);
        whileListed.run();
        if (broken) {
            throw new IllegalStateException("the disk said: secret path");
        }
        List<Presence> all = devices.stream()
                .filter(device -> !(query.onlyInService() && device.isRetired()))
                .filter(device -> !query.onlyDeaf() || device.overlays().contains(Overlay.DEAF))
                .filter(device -> !groupsAreAsked
                        || query.group().isEmpty()
                        || query.group().equals(group(device.client())))
                .toList();
        List<Presence> found = all.stream()
                .filter(device -> query.state().isEmpty()
                        || device.state() == query.state().get())
                .limit(limit)
                .toList();
        return new Page<>(found, all.size(), found.size() < all.size() ? Optional.of("b") : Optional.empty());
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
        incidentsAsked = query;
        List<IncidentData> found = incidents.stream()
                .filter(incident -> query.status().isEmpty()
                        || incident.status() == query.status().get())
                .limit(limit)
                .toList();
        return new Page<>(found, incidents.size(), Optional.empty());
    }

    @Override
    public Optional<IncidentData> incident(String incidentId) {
        return incidents.stream()
                .filter(incident -> incident.incidentId().equals(incidentId))
                .findFirst();
    }

    @Override
    public List<Decision> decisions(ClientId client, int limit) {
        return decisions;
    }

    @Override
    public List<Sent> sent(ClientId client, int limit) {
        return sent;
    }

    @Override
    public List<Sent> sent(String incidentId, int limit) {
        return sent.stream()
                .filter(row -> row.incidentId().equals(Optional.of(incidentId)))
                .toList();
    }

    @Override
    public List<Silence> silences() {
        return silences;
    }

    @Override
    public List<SilenceOff> silencesOff() {
        return silencesOff;
    }

    @Override
    public Page<DeadLetter> deadLetters(DeadLetterQuery query, Optional<LogPosition> before, int limit) {
        asked = query.origin() + " " + before + " " + limit;
        lettersAsked = query;
        List<DeadLetter> found = letters.stream()
                .filter(letter ->
                        query.id().isEmpty() || letter.id().equals(query.id().get()))
                .toList();
        return new Page<>(found, found.size(), Optional.empty());
    }

    @Override
    public List<SinkStatus> sinks() {
        return sinks;
    }
}
