package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Pairing;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.move.HeardKeys;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.engine.move.TicketSubjects;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.thread.Pauses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both stages of an installation whose nodes have all stopped, run here alone and without deadlines: so that they finish
 * what is left to read, and what they hold is read or put in place.
 */
public final class StageMove implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageMove.class);
    private static final Duration LOOKS = Duration.ofMillis(300);
    private static final Duration REPORTS = Duration.ofSeconds(5);
    /** Longer than Kafka waits for a node that was lost. */
    private static final Duration STANDSTILL = Duration.ofMinutes(2);

    private static final Instant NO_END = Instant.parse("2100-01-01T00:00:00Z");
    /** Incidents that are divided cannot be imported, so there is one shard. */
    private static final int FIRST = 0;

    private final ClusterSettings settings;
    private final StageClients stages;
    private final StageLags lags;
    private final int partitions;
    private final int shards;
    private final PresenceCodec presences = new PresenceCodec();
    private final CaseCodec cases = new CaseCodec();
    private final EventCodec events = new EventCodec();
    private final DeviceRecords deviceRecords = new DeviceRecords();
    private final CaseRecords caseRecords = new CaseRecords();

    private StageMove(ClusterSettings settings, ClusterTopics.Ready ready, StageClients stages) {
        this.settings = settings;
        this.partitions = ready.partitions();
        this.shards = ready.shards();
        this.stages = stages;
        this.lags = new StageLags(settings);
    }

    /**
     * Starts the stages.
     *
     * @throws StoreException if Kafka cannot be used, there is no installation, or a node of it runs; the message says
     *     what to do
     */
    public static StageMove start(ClusterSettings settings, Rules rules, IncidentRules incidents, Clock clock) {
        List<String> missing = new ClusterTopics(settings).look().missing();
        if (!missing.isEmpty()) {
            throw new StoreException("engine=kafka: there are no topics " + String.join(", ", missing)
                    + ", so there is no state of " + settings.applicationId() + "; check kafka.application-id");
        }
        return start(settings, rules, incidents, clock, mark -> {});
    }

    /**
     * Starts the stages of an installation that has no state, to import some. Until {@link #imported}, no node can
     * start.
     *
     * @throws StoreException if Kafka cannot be used, another node runs, or there is a state; the message says what to do
     */
    public static StageMove startEmpty(ClusterSettings settings, Rules rules, IncidentRules incidents, Clock clock) {
        return start(settings, rules, incidents, clock, ImportMark::begin);
    }

    private static StageMove start(
            ClusterSettings settings, Rules rules, IncidentRules incidents, Clock clock, Consumer<ImportMark> first) {
        ClusterTopics.Ready ready = new ClusterTopics(settings).prepare();
        new RunningNodes(settings).refuse();
        try (Admin admin = Admin.create(settings.client())) {
            first.accept(new ImportMark(settings, admin));
            new AgreementCheck(settings, Optional.empty(), admin).flaw().ifPresent(AgreementCheck::refuse);
        }
        StageNode node = new StageNode(clock, StageClients.LOOKS);
        node.hold(Instant.MAX);
        return new StageMove(settings, ready, StageClients.start(settings, rules, incidents, node, ready.replicas()));
    }

    /** Everything is imported: nodes can start. */
    public void imported() {
        try (Admin admin = Admin.create(settings.client())) {
            new ImportMark(settings, admin).end();
        }
    }

    /**
     * Waits until both have read everything, and hold everything that they know.
     *
     * @throws StoreException if that makes no progress
     */
    public void catchUp() {
        StageLags.Place before = new StageLags.Place(Long.MAX_VALUE, 0);
        long moved = System.nanoTime();
        long reported = moved;
        int atRest = 0;
        while (atRest < 2) {
            Pauses.pause(LOOKS);
            StageLags.Place now = lags.together();
            boolean rests = now.lag() == 0 && now.end() == before.end() && stages.areHere(partitions, shards);
            atRest = rests ? atRest + 1 : 0;
            if (!now.equals(before)) {
                moved = System.nanoTime();
            }
            if (System.nanoTime() - moved > STANDSTILL.toNanos() && !rests) {
                throw new StoreException("engine=kafka: the stages make no progress, and have " + now.lag()
                        + " records left to read; the log says why");
            }
            if (System.nanoTime() - reported > REPORTS.toNanos()) {
                reported = System.nanoTime();
                LOG.info("The stages have {} records left to read", now.lag());
            }
            before = now;
        }
    }

    /** How many partitions devices and events are spread over. */
    public int partitions() {
        return partitions;
    }

    /**
     * Passes on what the stages hold.
     *
     * @param subjects is told of whatever tickets may be about
     */
    public void pass(TicketSubjects subjects, Consumer<Moved> to) {
        ReadOnlyKeyValueStore<String, byte[]> caseStore = stages.keyed(StageStores.CASES);
        ReadOnlyKeyValueStore<Bytes, byte[]> caseDue = stages.timed(StageStores.CASES_DUE);
        ReadOnlyKeyValueStore<Bytes, byte[]> due = stages.timed(StageStores.DEVICES_DUE);
        try (KeyValueIterator<String, byte[]> all =
                stages.keyed(StageStores.DEVICES).all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                device(next.key, next.value, due, caseStore, caseDue).ifPresent(known -> {
                    subjects.add(presences.read(new ClientId(known.client()), known.presence()));
                    to.accept(known);
                });
            }
        }
        all(caseStore, CaseStore.GROUP, (name, body) -> {
            boolean past = isPast(cases.group(name, body).deadline(), CasesDue.what(Deadline.GROUP, name), caseDue);
            to.accept(new Moved.Group(name, body, past));
        });
        all(caseStore, CaseStore.BLIND, (source, body) -> to.accept(new Moved.Blind(source, body)));
        ReadOnlyKeyValueStore<String, byte[]> shown = stages.keyed(StageStores.SHOWN);
        all(shown, ShownStore.SILENCE, (id, body) -> to.accept(new Moved.Silenced(id, until(body), body)));
        all(shown, ShownStore.INCIDENT, (id, body) -> {
            IncidentData incident = events.read(body).incident().orElseThrow();
            subjects.add(incident);
            to.accept(new Moved.Incident(id, cases.write(incident)));
        });
    }

    private Optional<Moved.Device> device(
            String client,
            byte[] stored,
            ReadOnlyKeyValueStore<Bytes, byte[]> due,
            ReadOnlyKeyValueStore<String, byte[]> caseStore,
            ReadOnlyKeyValueStore<Bytes, byte[]> caseDue) {
        ClientId id = new ClientId(client);
        DeviceStore.Device device = DeviceStore.read(id, stored, presences);
        if (device.encoded().length == 0) {
            return Optional.empty();
        }
        Optional<byte[]> held = Optional.ofNullable(caseStore.get(CaseStore.DEVICE + client));
        Optional<Instant> deadline = held.flatMap(body -> cases.device(id, body).deadline());
        return Optional.of(new Moved.Device(
                client,
                device.encoded(),
                isPast(device.presence().deadline(), client, due),
                held,
                isPast(deadline, CasesDue.what(Deadline.CASE, client), caseDue),
                Optional.empty(),
                HeardKeys.joined(device.heard())));
    }

    private static boolean isPast(Optional<Instant> deadline, String what, ReadOnlyKeyValueStore<Bytes, byte[]> due) {
        return deadline.isPresent() && due.get(DueKeys.of(deadline.get(), what)) == null;
    }

    private static void all(
            ReadOnlyKeyValueStore<String, byte[]> store, String prefix, BiConsumer<String, byte[]> each) {
        try (KeyValueIterator<String, byte[]> all = store.prefixScan(prefix, StageStores.TEXT.serializer())) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                each.accept(next.key.substring(prefix.length()), next.value);
            }
        }
    }

    /** If it cannot be read, nobody knows when it ends: it is off until somebody ends it. */
    private Instant until(byte[] silence) {
        try {
            return cases.silence(silence).until().orElse(NO_END);
        } catch (RuntimeException unreadable) {
            return NO_END;
        }
    }

    /** What puts an item in place, if the stages hold it; the log of events and the sinks are no business of theirs. */
    public void records(Moved item, Consumer<ProducerRecord<String, byte[]>> to) {
        if (item instanceof Moved.Device device) {
            records(device, to);
        } else if (item instanceof Moved.Group group) {
            to.accept(ofCases(null, new CaseRecord.ImportedGroup(group.name(), group.body(), group.past())));
        } else if (item instanceof Moved.Blind blind) {
            to.accept(ofCases(null, new CaseRecord.ImportedBlind(cases.blind(blind.source(), blind.body()))));
        } else if (item instanceof Moved.Silenced silence) {
            to.accept(ofCases(null, new CaseRecord.ImportedSilence(silence.id(), silence.body())));
        } else if (item instanceof Moved.Incident incident) {
            IncidentData data = cases.incident(incident.id(), incident.body());
            to.accept(ofCases(data.key(), new CaseRecord.ImportedIncident(events.write(latest(data)))));
            to.accept(open(data.incidentId()));
        }
    }

    private void records(Moved.Device device, Consumer<ProducerRecord<String, byte[]>> to) {
        Presence presence = presences.read(new ClientId(device.client()), device.presence());
        byte[] value = deviceRecords.write(
                new DeviceRecord.Imported(presence, device.past(), HeardKeys.split(device.heard())));
        to.accept(new ProducerRecord<>(settings.topic(Topics.SIGNALS), device.client(), value));
        to.accept(ofCases(
                device.client(),
                new CaseRecord.ImportedDevice(device.presence(), device.incidentCase(), device.casePast())));
        presence.outage().ifPresent(outage -> to.accept(open(Pairing.ofOutage(outage.incidentId()))));
    }

    private ProducerRecord<String, byte[]> ofCases(String key, CaseRecord record) {
        return new ProducerRecord<>(settings.topic(Topics.CASES_IN), FIRST, key, caseRecords.write(record));
    }

    private ProducerRecord<String, byte[]> open(String ticket) {
        return new ProducerRecord<>(settings.topic(Topics.OPEN), ticket, OpenTopic.isOpen());
    }

    /** The event itself has stayed behind with the history; what it said has not. */
    private static Event latest(IncidentData incident) {
        EventType type = incident.sequence() <= 1 ? EventType.INCIDENT_OPENED : EventType.INCIDENT_UPDATED;
        Instant time = incident.openedAt();
        String id = EventId.of(time, incident.key() + '/' + incident.incidentId(), incident.sequence());
        return new Event(id, type, incident.key(), time, incident);
    }

    @Override
    public void close() {
        stages.close();
        lags.close();
    }
}
