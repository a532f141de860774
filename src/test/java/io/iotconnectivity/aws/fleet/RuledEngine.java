package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.EngineDouble;
import io.iotconnectivity.engine.FleetStep;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Leadership;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.LogSlice;
import io.iotconnectivity.engine.LoggedEvent;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The real rules for many devices in simulated time, without a store. */
final class RuledEngine extends EngineDouble implements Ledger {
    final HandClock clock;
    final List<Signal> accepted = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    private final PresenceMachine machine;
    private final Map<ClientId, Presence> devices = new TreeMap<>();
    private Optional<Instant> lastTakenIn = Optional.empty();
    private Instant heldUntil = Instant.EPOCH;
    /** Whether this is the node that leads. */
    boolean leads = true;

    RuledEngine(Policy policy, HandClock clock) {
        this.machine = new PresenceMachine(policy);
        this.clock = clock;
    }

    @Override
    public Leadership leadership() {
        return new Leadership() {
            @Override
            public boolean leads() {
                return leads;
            }

            @Override
            public void listen(Runnable listener) {
                listener.run();
            }
        };
    }

    /** Time passes, and the deadlines that are not held come due. */
    void passes(Duration time) {
        Instant end = clock.instant().plus(time);
        while (true) {
            Optional<Presence> due = devices.values().stream()
                    .filter(device -> device.deadline()
                            .filter(at -> !later(at, heldUntil).isAfter(end))
                            .isPresent())
                    .min(Comparator.comparing(device -> device.deadline().orElseThrow()));
            if (due.isEmpty()) {
                break;
            }
            Instant deadline = due.get().deadline().orElseThrow();
            Instant at = later(later(deadline, heldUntil), clock.instant());
            clock.advance(Duration.between(clock.instant(), at));
            step(new Signal.TimerDue(due.get().client(), deadline));
        }
        clock.advance(Duration.between(clock.instant(), end));
    }

    boolean holds() {
        return heldUntil.isAfter(clock.instant());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void step(Signal signal) {
        Presence before = devices.getOrDefault(signal.client(), Presence.unseen(signal.client()));
        Step step = machine.step(before, signal, clock.instant());
        devices.put(signal.client(), step.after());
        events.addAll(step.events());
    }

    Verdict verdict(String client) {
        return device(new ClientId(client)).map(Presence::state).orElse(Verdict.UNKNOWN);
    }

    /** The events that announce something, such as {@code pump-1 offline}. */
    List<String> announced() {
        return events.stream()
                .filter(event -> event.type() != EventType.DEVICE_SIGNAL)
                .map(event -> event.device().orElseThrow().clientId() + " "
                        + event.type().shortName().substring("device.".length()))
                .toList();
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal) {
        accepted.add(signal);
        if (signal.identity().isPresent()) {
            lastTakenIn = Optional.of(clock.instant());
        }
        step(signal);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void holdDeadlines(String holder, Instant until) {
        heldUntil = until;
    }

    @Override
    public Ledger ledger() {
        return this;
    }

    @Override
    public List<Presence> devices(Collection<ClientId> clients) {
        return clients.stream().map(this::device).flatMap(Optional::stream).toList();
    }

    @Override
    public Optional<Instant> lastTakenIn() {
        return lastTakenIn;
    }

    @Override
    public Optional<Presence> device(ClientId client) {
        return Optional.ofNullable(devices.get(client));
    }

    @Override
    public void attach(Sink sink, Delivery delivery) {}

    @Override
    public void detach(String sinkName) {}

    @Override
    public void answerWith(Consumer<Effect> asker) {}

    @Override
    public Map<Verdict, Long> devicesByState() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogPosition lastEvent() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogSlice latestEvents(int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<List<LoggedEvent>> eventsAfter(LogPosition position, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogSlice eventsFrom(LogPosition position, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<FleetStep> history(Instant from, Instant until, Duration step) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Long> devicesByReason() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long deafDevices() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<GroupCount> groups(int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> group(ClientId client) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page<Presence> devices(DeviceQuery query, int limit) {
        List<Presence> found = devices.values().stream()
                .filter(device -> !(query.onlyInService() && device.isRetired()))
                .toList();
        return new Page<>(found, found.size(), Optional.empty());
    }

    @Override
    public Page<Event> events(ClientId client, Optional<String> before, int limit) {
        throw new UnsupportedOperationException();
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
    public List<io.iotconnectivity.engine.SilenceOff> silencesOff() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page<DeadLetter> deadLetters(DeadLetterQuery query, Optional<LogPosition> before, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SinkStatus> sinks() {
        throw new UnsupportedOperationException();
    }
}
