package io.iotconnectivity.engine.sqlite;

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
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads on read-only connections. */
final class SqliteLedger implements Ledger {
    private final Readers readers;
    private final PresenceCodec presences;
    private final CloudEvents events;
    private final DeviceIndex index;
    private final EventLog log;
    private final EventChain chain;
    private final RowNumbers numbers;
    private final Supplier<Map<String, SinkStatus>> working;
    private final IncidentLedger incidents;
    private final SentLedger sent;
    private final DamageReports damage;

    /**
     * @param numbers the positions of events
     * @param working the status of the sinks that this node delivers to
     */
    SqliteLedger(
            Readers readers,
            PresenceCodec presences,
            CloudEvents events,
            DeviceIndex index,
            EventLog log,
            RowNumbers numbers,
            Supplier<Map<String, SinkStatus>> working,
            IncidentLedger incidents,
            DecisionChain decisions,
            DamageReports damage) {
        this.damage = damage;
        this.readers = readers;
        this.presences = presences;
        this.events = events;
        this.index = index;
        this.log = log;
        this.chain = new EventChain(log);
        this.numbers = numbers;
        this.working = working;
        this.incidents = incidents;
        this.sent = new SentLedger(readers, decisions, damage);
    }

    @Override
    public Map<Verdict, Long> devicesByState() {
        return index.counts().states();
    }

    @Override
    public Map<String, Long> devicesByReason() {
        return index.counts().reasons();
    }

    @Override
    public long deafDevices() {
        return index.counts().deaf();
    }

    @Override
    public List<GroupCount> groups(int most) {
        return index.counts().groups(most);
    }

    @Override
    public Optional<String> group(ClientId client) {
        return Optional.ofNullable(index.get(client)).map(HeldDevice::group);
    }

    @Override
    public Page<Presence> devices(DeviceQuery query, int limit) {
        DeviceIndex.Found found = index.find(query, limit);
        return new Page<>(
                found.devices().stream().map(this::presence).toList(),
                found.total(),
                found.next().map(DevicePlace::text));
    }

    @Override
    public List<Presence> devices(Collection<ClientId> clients) {
        return clients.stream()
                .distinct()
                .map(index::get)
                .filter(Objects::nonNull)
                .map(this::presence)
                .toList();
    }

    private Presence presence(HeldDevice device) {
        return presences.read(new ClientId(device.clientId()), device.presence());
    }

    @Override
    public Optional<Instant> lastTakenIn() {
        return readers.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT at FROM taken_in");
                    ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Instant.ofEpochMilli(row.getLong(1))) : Optional.empty();
            }
        });
    }

    @Override
    public Optional<Presence> device(ClientId client) {
        return Optional.ofNullable(index.get(client)).map(this::presence);
    }

    @Override
    public Page<Event> events(ClientId client, Optional<String> before, int limit) {
        HeldDevice device = index.get(client);
        long last = device == null ? 0 : device.lastEvent();
        return readers.read(connection -> chain.page(connection, client.value(), last, before, limit));
    }

    @Override
    public LogPosition lastEvent() {
        return numbers.position(log.last());
    }

    @Override
    public LogSlice latestEvents(int most) {
        long from = Math.max(0, log.last() - most);
        return new LogSlice(numbers.position(from), eventsAfter(from, most));
    }

    @Override
    public Optional<List<LoggedEvent>> eventsAfter(LogPosition position, int most) {
        OptionalLong number = numbers.number(position);
        long last = log.last();
        return number.isPresent() && number.getAsLong() <= last && last - number.getAsLong() <= most
                ? Optional.of(eventsAfter(number.getAsLong(), most))
                : Optional.empty();
    }

    @Override
    public LogSlice eventsFrom(LogPosition position, int most) {
        OptionalLong known = numbers.number(position);
        long from = known.isPresent() && known.getAsLong() <= log.last() ? known.getAsLong() : 0;
        return new LogSlice(numbers.position(from), eventsAfter(from, most));
    }

    private List<LoggedEvent> eventsAfter(long number, int most) {
        return log.after(number, most).stream()
                .map(logged -> new LoggedEvent(
                        numbers.position(logged.seq()),
                        logged.event(),
                        logged.addressee().isEmpty()))
                .toList();
    }

    @Override
    public List<FleetStep> history(Instant from, Instant until, Duration step) {
        return Minutes.read(readers, from, until, step);
    }

    @Override
    public Page<DeadLetter> deadLetters(DeadLetterQuery query, Optional<LogPosition> before, int limit) {
        Conditions conditions = DeadLetters.conditions(query);
        return readers.read(connection -> {
            long total = Rows.count(connection, "dead_letter", conditions);
            Conditions page = conditions.copy();
            before.ifPresent(id -> page.add("id < ?", DeadLetters.number(id)));
            int most = DeadLetters.fitting(connection, page, limit);
            List<DeadLetter> found = Rows.select(
                    connection,
                    "SELECT id, direction, origin, reason, topic, client_id, event_id,"
                            + " substr(payload, 1, " + DeadLetters.MOST_PAYLOAD + ") AS payload, original_size,"
                            + " attempts, at FROM dead_letter" + page.where() + " ORDER BY id DESC LIMIT ?",
                    page,
                    most + 1,
                    this::deadLetter);
            return Rows.page(found, total, most, letter -> letter.id().text());
        });
    }

    @Override
    public Page<IncidentData> incidents(IncidentQuery query, int limit) {
        return incidents.incidents(query, limit);
    }

    @Override
    public Optional<IncidentData> incident(String incidentId) {
        return incidents.incident(incidentId);
    }

    @Override
    public List<Decision> decisions(ClientId client, int limit) {
        return incidents.decisions(client, limit);
    }

    @Override
    public List<Sent> sent(ClientId client, int limit) {
        return sent.of(client, limit);
    }

    @Override
    public List<Sent> sent(String incidentId, int limit) {
        return sent.of(incidentId, limit);
    }

    @Override
    public List<Silence> silences() {
        return incidents.silences().holding();
    }

    @Override
    public List<SilenceOff> silencesOff() {
        return incidents.silences().off();
    }

    private DeadLetter deadLetter(ResultSet row) throws SQLException {
        Optional<String> eventId = Optional.ofNullable(row.getString(7));
        Optional<Event> event = eventId.isPresent() ? event(row.getBytes(8)) : Optional.empty();
        Optional<DeadLetter.OfIncident> incident =
                event.flatMap(Event::incident).map(about -> new DeadLetter.OfIncident(about.incidentId(), about.key()));
        boolean isAboutADevice = event.filter(told -> told.device().isEmpty()).isEmpty();
        return new DeadLetter(
                RowNumbers.SAME.position(row.getLong(1)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Optional.ofNullable(row.getString(5)),
                Optional.ofNullable(row.getString(6)).filter(client -> isAboutADevice),
                incident,
                eventId,
                row.getBytes(8),
                row.getInt(9),
                row.getInt(10),
                Instant.ofEpochMilli(row.getLong(11)));
    }

    /** The row names the event's subject; only the event itself says what that is. */
    private Optional<Event> event(byte[] event) {
        try {
            return Optional.of(events.read(event));
        } catch (IllegalArgumentException notAnEvent) {
            return Optional.empty();
        }
    }

    @Override
    public List<SinkStatus> sinks() {
        Map<String, SinkStatus> all = new TreeMap<>(readers.read(this::storedSinks));
        all.putAll(working.get());
        Map<String, Long> deadLetters = readers.read(SqliteLedger::deadLettersByOrigin);
        return all.values().stream()
                .map(status -> withDeadLetters(status, deadLetters.getOrDefault(status.name(), 0L)))
                .toList();
    }

    /** Every sink that has ever been attached. */
    private Map<String, SinkStatus> storedSinks(Connection connection) throws SQLException {
        Map<String, SinkStatus> stored = new HashMap<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT name, cursor, gone, (SELECT count(*) FROM delivery"
                                + " WHERE sink = name), (SELECT count(*) FROM delivery WHERE sink = name AND attempts > 0)"
                                + " FROM sink");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long waiting = Math.max(0, log.last() - row.getLong(2)) + row.getLong(4);
                stored.put(
                        row.getString(1),
                        SinkStatus.idle(
                                row.getString(1),
                                false,
                                waiting,
                                row.getLong(5),
                                Optional.ofNullable(row.getString(3))));
            }
        }
        return stored;
    }

    private static Map<String, Long> deadLettersByOrigin(Connection connection) throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT origin, count(*) FROM dead_letter WHERE direction = 'out' GROUP BY origin");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                counts.put(row.getString(1), row.getLong(2));
            }
        }
        return counts;
    }

    private static SinkStatus withDeadLetters(SinkStatus status, long deadLetters) {
        return new SinkStatus(
                status.name(),
                status.active(),
                status.delivered(),
                status.failures(),
                status.waiting(),
                status.retrying(),
                deadLetters,
                status.oldestWaiting(),
                status.lastError(),
                status.lastDelivery(),
                status.pausedUntil(),
                status.gone(),
                status.dropped(),
                status.unread());
    }
}
