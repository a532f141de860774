package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** Both stages without a broker: what one appends for the other is appended at the time that this was told last. */
public final class DrivenStages implements AutoCloseable {
    private static final String PREFIX = "test.";
    private static final Duration LOOKS = Duration.ofMillis(1);

    private final Path folder = Files.createTempDirectory("stages");
    private final Rules rules;
    private final IncidentRules incidentRules;
    private final DeviceRecords signals = new DeviceRecords();
    private final CaseRecords cases = new CaseRecords();
    private final EventCodec codec = new EventCodec();
    private final List<Event> events = new ArrayList<>();
    /** By the id of the event. */
    private final Map<String, String> traces = new HashMap<>();

    private int letters;
    private final HandClock clock;
    private TopologyTestDriver devices;
    private TopologyTestDriver incidents;

    public DrivenStages(Rules rules, IncidentRules incidentRules, Instant now) throws IOException {
        this.rules = rules;
        this.incidentRules = incidentRules;
        this.clock = new HandClock(now);
        Stages stages = new Stages(PREFIX, new StageNode(clock, LOOKS), Optional.empty());
        devices = driver(stages.devices(rules), "devices");
        incidents = driver(stages.incidents(incidentRules), "incidents");
    }

    private TopologyTestDriver driver(Topology topology, String name) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(name).toString());
        return new TopologyTestDriver(topology, settings, clock.instant());
    }

    public void accept(Signal signal) {
        accept(signal, Optional.empty());
    }

    void accept(Signal signal, Optional<String> trace) {
        append(Topics.SIGNALS, signal.client().value(), signals.write(new DeviceRecord.Heard(signal, 1, trace)));
    }

    public void holdDeadlines(String holder, Instant until) {
        append(Topics.SIGNALS, null, signals.write(new DeviceRecord.Held(holder, until)));
        append(Topics.CASES_IN, null, cases.write(new CaseRecord.Held(holder, until)));
    }

    void heardUpTo(Instant at, Instant until) {
        append(Topics.SIGNALS, null, signals.write(new DeviceRecord.HeardUpTo(at, until)));
    }

    /** What no stage writes. */
    void appendToIncidents(String key, byte[] value) {
        append(Topics.CASES_IN, key, value);
    }

    /** What no stage writes. */
    void appendToDevices(String key, byte[] value) {
        append(Topics.SIGNALS, key, value);
    }

    public void silence(Silence silence) {
        append(Topics.CASES_IN, null, cases.write(new CaseRecord.Silenced(silence)));
    }

    public void endSilence(String id) {
        append(Topics.CASES_IN, null, cases.write(new CaseRecord.Unsilenced(id)));
    }

    public void measured(SloReading reading) {
        append(Topics.CASES_IN, null, cases.write(new CaseRecord.Measured(reading)));
    }

    public void sighted(Sight sight) {
        append(Topics.CASES_IN, null, cases.write(new CaseRecord.Sighted(sight)));
    }

    /** The time passes to then, and what is due is processed. */
    public void passTo(Instant until) {
        Duration step = Duration.between(clock.instant(), until);
        clock.advance(step);
        devices.advanceWallClockTime(step);
        settle();
        incidents.advanceWallClockTime(step);
        settle();
    }

    private void append(String topic, String key, byte[] value) {
        TopologyTestDriver to = topic.equals(Topics.SIGNALS) ? devices : incidents;
        to.createInputTopic(
                        PREFIX + topic,
                        Serdes.String().serializer(),
                        Serdes.ByteArray().serializer())
                .pipeInput(key, value, clock.instant());
        settle();
    }

    /** Passes on what the stages have appended, until they are at rest. */
    private void settle() {
        for (boolean moved = true; moved; ) {
            moved = false;
            for (TestRecord<String, byte[]> record : read(devices, Topics.CASES_IN)) {
                pipe(incidents, Topics.CASES_IN, record);
                moved = true;
            }
            for (TestRecord<String, byte[]> record : read(incidents, Topics.SIGNALS)) {
                pipe(devices, Topics.SIGNALS, record);
                moved = true;
            }
        }
        for (TopologyTestDriver stage : List.of(devices, incidents)) {
            read(stage, Topics.EVENTS).forEach(this::tell);
            letters += read(stage, Topics.LETTERS).size();
        }
        // A stage reads its own ticks by itself.
        read(devices, Topics.SIGNALS);
        read(incidents, Topics.CASES_IN);
        read(devices, Topics.EFFECTS);
    }

    private void tell(TestRecord<String, byte[]> record) {
        Event event = codec.read(record.value());
        events.add(event);
        Optional.ofNullable(record.headers().lastHeader(Topics.TRACE))
                .ifPresent(trace -> traces.put(event.id(), new String(trace.value(), StandardCharsets.US_ASCII)));
    }

    /** The trace that an event continues. */
    Optional<String> trace(Event event) {
        return Optional.ofNullable(traces.get(event.id()));
    }

    private void pipe(TopologyTestDriver to, String topic, TestRecord<String, byte[]> record) {
        to.createInputTopic(
                        PREFIX + topic,
                        Serdes.String().serializer(),
                        Serdes.ByteArray().serializer())
                .pipeInput(record.key(), record.value(), clock.instant());
    }

    private static List<TestRecord<String, byte[]>> read(TopologyTestDriver from, String topic) {
        try {
            return from.createOutputTopic(
                            PREFIX + topic,
                            Serdes.String().deserializer(),
                            Serdes.ByteArray().deserializer())
                    .readRecordsToList();
        } catch (NoSuchElementException e) {
            return List.of();
        }
    }

    /** All events so far; those of devices and those of incidents are each in order. */
    public List<Event> events() {
        return events;
    }

    /** The number of dead letters. */
    public int letters() {
        return letters;
    }

    /** The state of a device. */
    public Presence presence(ClientId client) {
        return new DeviceStore(devices.getKeyValueStore(StageStores.DEVICES))
                .get(client)
                .presence();
    }

    void damageDevice(ClientId client, byte[] stored) {
        KeyValueStore<String, byte[]> store = devices.getKeyValueStore(StageStores.DEVICES);
        store.put(client.value(), stored);
        // Otherwise the device in hand is not read again.
        accept(new Signal.SignOfLife(new ClientId("another"), clock.instant()));
    }

    /** What is stored of a device; null if there is nothing. */
    byte[] storedDevice(ClientId client) {
        KeyValueStore<String, byte[]> store = devices.getKeyValueStore(StageStores.DEVICES);
        return store.get(client.value());
    }

    /** What is stored of the case of a device; null if there is nothing. */
    byte[] storedCase(ClientId client) {
        KeyValueStore<String, byte[]> store = incidents.getKeyValueStore(StageStores.CASES);
        return store.get("c/" + client.value());
    }

    void damageCase(ClientId client, byte[] stored) {
        KeyValueStore<String, byte[]> store = incidents.getKeyValueStore(StageStores.CASES);
        store.put("c/" + client.value(), stored);
    }

    void damageSilence(String id, byte[] stored) {
        KeyValueStore<String, byte[]> store = incidents.getKeyValueStore(StageStores.SHOWN);
        store.put("s/" + id, stored);
    }

    /** The first deadline of all. */
    public Optional<Instant> firstDeadline() {
        return Stream.concat(deadlines(devices, StageStores.DEVICES_DUE), deadlines(incidents, StageStores.CASES_DUE))
                .min(Comparator.naturalOrder());
    }

    private static Stream<Instant> deadlines(TopologyTestDriver stage, String name) {
        KeyValueStore<Bytes, byte[]> store = stage.getKeyValueStore(name);
        List<Instant> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> next = all.next();
                found.add(DueKeys.deadline(next.key));
            }
        }
        return found.stream();
    }

    @Override
    public void close() throws IOException {
        devices.close();
        incidents.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
