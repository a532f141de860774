package io.iotconnectivity.engine.view;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.FleetStep;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.LogSlice;
import io.iotconnectivity.engine.LoggedEvent;
import io.iotconnectivity.engine.SilenceOff;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The ledger of a node that has no view of the fleet, or no complete one: it throws {@link ViewUnavailable} rather than
 * give half an answer. It knows only the sinks that this node delivers to, which health checks look at everywhere.
 */
public final class RefusingLedger implements Ledger {
    private final Supplier<ViewUnavailable> refusal;
    private final Supplier<Map<String, SinkStatus>> working;

    /**
     * @param refusal why, and where or when to ask instead
     * @param working the status of the sinks that this node delivers to
     */
    public RefusingLedger(Supplier<ViewUnavailable> refusal, Supplier<Map<String, SinkStatus>> working) {
        this.refusal = refusal;
        this.working = working;
    }

    @Override
    public List<SinkStatus> sinks() {
        return List.copyOf(new TreeMap<>(working.get()).values());
    }

    /** Unknown here, which is how a fleet begins that has heard of no device for long. */
    @Override
    public Optional<Instant> lastTakenIn() {
        return Optional.empty();
    }

    @Override
    public Map<Verdict, Long> devicesByState() {
        throw refusal.get();
    }

    @Override
    public Map<String, Long> devicesByReason() {
        throw refusal.get();
    }

    @Override
    public long deafDevices() {
        throw refusal.get();
    }

    @Override
    public List<GroupCount> groups(int most) {
        throw refusal.get();
    }

    @Override
    public Optional<String> group(ClientId client) {
        throw refusal.get();
    }

    @Override
    public Page<Presence> devices(DeviceQuery query, int limit) {
        throw refusal.get();
    }

    @Override
    public List<Presence> devices(Collection<ClientId> clients) {
        throw refusal.get();
    }

    @Override
    public Optional<Presence> device(ClientId client) {
        throw refusal.get();
    }

    @Override
    public Page<Event> events(ClientId client, Optional<String> before, int limit) {
        throw refusal.get();
    }

    @Override
    public LogPosition lastEvent() {
        throw refusal.get();
    }

    @Override
    public LogSlice latestEvents(int most) {
        throw refusal.get();
    }

    @Override
    public Optional<List<LoggedEvent>> eventsAfter(LogPosition position, int most) {
        throw refusal.get();
    }

    @Override
    public LogSlice eventsFrom(LogPosition position, int most) {
        throw refusal.get();
    }

    @Override
    public List<FleetStep> history(Instant from, Instant until, Duration step) {
        throw refusal.get();
    }

    @Override
    public Page<DeadLetter> deadLetters(DeadLetterQuery query, Optional<LogPosition> before, int limit) {
        throw refusal.get();
    }

    @Override
    public Page<IncidentData> incidents(IncidentQuery query, int limit) {
        throw refusal.get();
    }

    @Override
    public Optional<IncidentData> incident(String incidentId) {
        throw refusal.get();
    }

    @Override
    public List<Decision> decisions(ClientId client, int limit) {
        throw refusal.get();
    }

    @Override
    public List<Sent> sent(ClientId client, int limit) {
        throw refusal.get();
    }

    @Override
    public List<Sent> sent(String incidentId, int limit) {
        throw refusal.get();
    }

    @Override
    public List<Silence> silences() {
        throw refusal.get();
    }

    @Override
    public List<SilenceOff> silencesOff() {
        throw refusal.get();
    }
}
