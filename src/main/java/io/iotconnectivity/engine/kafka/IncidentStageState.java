package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.CaseChanges;
import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.IncidentState;
import io.iotconnectivity.decide.Undecided;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.codec.StoryCodec;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The incidents of one partition, as the incident rules read and change them. */
final class IncidentStageState implements IncidentState {
    private static final String INCIDENTS = "incidents";
    private static final byte[] NOTHING = {};

    private final CaseStore cases;
    private final ShownStore shown;
    private final CasesDue due;
    private final ProcessorContext<String, byte[]> context;
    private final DeadLetterTopic letters;
    private final StepJournal journal;
    private final DeviceRecords broadcasts = new DeviceRecords();
    private final CaseRecords records = new CaseRecords();
    private final EventCodec codec = new EventCodec();
    private final PresenceCodec presences = new PresenceCodec();
    private final StoryCodec story = new StoryCodec();
    private final Holds holds;
    private final Drops drops;
    private StoredSilences silences;
    private List<BlindSource> blind;
    private Optional<String> trace = Optional.empty();
    private Instant now;
    /** The device that was told of last: a step that has several events tells the same with each. */
    private Presence latest = Presence.unseen(new ClientId("-"));

    private byte[] latestEncoded = NOTHING;

    IncidentStageState(
            CaseStore cases,
            ShownStore shown,
            CasesDue due,
            IncidentRules rules,
            ProcessorContext<String, byte[]> context,
            StepJournal journal,
            Instant now) {
        this.cases = cases;
        this.shown = shown;
        this.due = due;
        this.context = context;
        this.letters = new DeadLetterTopic(context);
        this.journal = journal;
        this.now = now;
        this.holds = cases.holds();
        this.drops = recalled(rules);
        this.silences = readSilences();
        this.blind = List.copyOf(cases.blind());
    }

    private Drops recalled(IncidentRules rules) {
        Drops recalled = rules.noDrops();
        List<Presence> away = cases.away(presences);
        away.sort(Comparator.comparing(Presence::updatedAt).thenComparing(Presence::client));
        for (Presence presence : away) {
            if (recalled.recalls(presence, now)) {
                rules.recall(presence, recalled);
            } else {
                cases.away(presence.client().value(), null);
            }
        }
        return recalled;
    }

    private StoredSilences readSilences() {
        StoredSilences.Reading reading = new StoredSilences.Reading(cases.codec());
        shown.silences((id, body) -> reading.add(id, Instant.MAX, body));
        return reading.done();
    }

    DeadLetterTopic letters() {
        return letters;
    }

    CasesDue due() {
        return due;
    }

    /** Starts with another record, appended then. */
    void at(Instant appended) {
        now = appended;
        cases.nextStep();
    }

    /** Keeps what was found damaged as dead letters. */
    void buryDamage() {
        cases.takeDamage()
                .forEach(found ->
                        letters.damaged(INCIDENTS, found.what(), found.client(), found.stored(), found.reason(), now));
    }

    /** Somebody holds deadlines. */
    void hold(CaseRecord.Held held) {
        holds.put(held.holder(), held.until(), now);
    }

    /** No deadline fires before then. */
    Instant heldUntil() {
        return holds.until();
    }

    /** What the event in hand causes continues this trace. */
    void follows(Optional<String> parent) {
        trace = parent;
    }

    /**
     * The device stage tells what it knows of a device, with each of the events of a step.
     *
     * @throws MalformedRecord if it is damaged; nothing has changed then
     */
    Presence knows(ClientId client, byte[] encoded) {
        if (!latest.client().equals(client) || !Arrays.equals(latestEncoded, encoded)) {
            latest = presences.read(client, encoded);
            latestEncoded = encoded;
            cases.put(client, latest.state());
            cases.away(client.value(), drops.recalls(latest, now) ? encoded : null);
        }
        return latest;
    }

    /** The device stage has forgotten a device. */
    void forgets(ClientId client) {
        cases.forget(client);
        latestEncoded = NOTHING;
    }

    /**
     * Puts something in place as it is.
     *
     * @param key of the record
     */
    void take(CaseRecord.Imported imported, String key) {
        CaseImport into = new CaseImport(cases, shown, due);
        if (imported instanceof CaseRecord.ImportedDevice device) {
            ClientId client = new ClientId(key);
            knows(client, device.presence());
            device.stored().ifPresent(stored -> into.device(client, stored, device.past()));
        } else if (imported instanceof CaseRecord.ImportedGroup group) {
            into.group(group.name(), group.stored(), group.past());
        } else if (imported instanceof CaseRecord.ImportedSilence silence) {
            into.silence(silence.id(), silence.body());
            silences = readSilences();
        } else if (imported instanceof CaseRecord.ImportedBlind source) {
            List<BlindSource> all = new ArrayList<>(blind);
            all.add(source.source());
            blind(List.copyOf(all));
        } else if (imported instanceof CaseRecord.ImportedIncident incident) {
            into.incident(incident.event());
        }
    }

    void set(Silence silence) {
        silences = silences.at(now).with(silence);
        shown.put(silence, now);
    }

    void endSilence(String id) {
        shown.deleteSilence(id);
        silences = readSilences();
    }

    @Override
    public Verdict verdict(ClientId client) {
        return cases.verdict(client);
    }

    @Override
    public DeviceCase deviceCase(ClientId client) {
        return cases.device(client);
    }

    @Override
    public GroupCase groupCase(String name) {
        return cases.group(name);
    }

    @Override
    public List<ClientId> stormMembers(String group) {
        return cases.members(group);
    }

    @Override
    public List<Silence> silences() {
        return silences.holding();
    }

    @Override
    public List<BlindSource> blind() {
        return blind;
    }

    @Override
    public Optional<IncidentData> told(String incidentId) {
        return shown.incident(incidentId).flatMap(stored -> codec.read(stored).incident());
    }

    @Override
    public Drops drops() {
        return drops;
    }

    @Override
    public void keep(Optional<Event> cause, CaseChanges changes, Outcome outcome) {
        // Everything that can fail, first.
        List<byte[]> devices = new ArrayList<>();
        changes.devices()
                .forEach(after ->
                        devices.add(after.isNone() ? null : cases.codec().write(after)));
        List<byte[]> groups = new ArrayList<>();
        changes.groups()
                .forEach(after ->
                        groups.add(after.isNone() ? null : cases.codec().write(after)));
        List<byte[]> events = new ArrayList<>();
        for (Event event : outcome.events()) {
            event.incident().orElseThrow();
            events.add(codec.write(event));
        }
        List<byte[]> decided = new ArrayList<>();
        for (Decision decision : outcome.decisions()) {
            decided.add(story.write(decision));
        }

        int next = 0;
        for (DeviceCase after : changes.devices()) {
            due.move(
                    Deadline.CASE,
                    after.client().value(),
                    cases.device(after.client()).deadline(),
                    after.deadline());
            cases.put(after, devices.get(next++));
        }
        next = 0;
        for (GroupCase after : changes.groups()) {
            due.move(Deadline.GROUP, after.name(), cases.group(after.name()).deadline(), after.deadline());
            cases.put(after, groups.get(next++));
        }
        changes.blind().ifPresent(this::blind);
        next = 0;
        for (Event event : outcome.events()) {
            shown.tell(event, events.get(next));
            tell(event, events.get(next++), cause);
            OpenTopic.changes(event, (key, value) -> forward(Topics.OPEN, key, value));
        }
        next = 0;
        for (Decision decision : outcome.decisions()) {
            forward(Topics.STORY, decision.client().value(), decided.get(next++));
        }
    }

    /** What no event has caused continues the trace of the latest event about the same incident. */
    private void tell(Event event, byte[] encoded, Optional<Event> cause) {
        IncidentData incident = event.incident().orElseThrow();
        Optional<String> follows = cause.isPresent() ? trace : cases.trace(incident.incidentId());
        cases.trace(incident.incidentId(), follows.filter(text -> incident.status() == IncidentStatus.OPEN));
        Record<String, byte[]> record = new Record<>(event.subject(), encoded, now.toEpochMilli());
        follows.ifPresent(text -> record.headers().add(Topics.TRACE, text.getBytes(StandardCharsets.US_ASCII)));
        context.forward(record, Topics.EVENTS);
        journal.add(new Committed.Told(event));
    }

    private void blind(List<BlindSource> after) {
        knowBlind(after);
        forward(Topics.SIGNALS, null, broadcasts.write(new DeviceRecord.BlindNow(after)));
        forward(Topics.CASES_IN, null, records.write(new CaseRecord.BlindNow(partition(), after)));
    }

    /** Another partition has learnt which sources are blind. */
    void learn(CaseRecord.BlindNow told) {
        if (told.partition() != partition()) {
            knowBlind(told.sources());
        }
    }

    private void knowBlind(List<BlindSource> after) {
        cases.putBlind(after);
        blind = after;
    }

    private int partition() {
        return context.taskId().partition();
    }

    private void forward(String to, String key, byte[] value) {
        context.forward(new Record<>(key, value, now.toEpochMilli()), to);
    }

    @Override
    public void sighted(Sight sight) {
        journal.add(new Committed.Sighted(sight));
    }

    @Override
    public void measured(SloReading reading) {
        journal.add(new Committed.Measured(reading));
    }

    @Override
    public void failed(Undecided undecided, String reason, Throwable why) {
        letters.undecided(undecided, reason, why, now);
    }

    @Override
    public void due(Deadline of, String name, Instant deadline) {
        journal.add(new Committed.Due(of, name, deadline));
    }

    @Override
    public void comesLater(Deadline of, String name) {
        held(of, name).ifPresent(moment -> due.add(of, name, moment));
    }

    @Override
    public void dropDeadline(Deadline of, String name) {
        held(of, name).ifPresent(moment -> due.remove(of, name, moment));
    }

    private Optional<Instant> held(Deadline of, String name) {
        return of == Deadline.GROUP
                ? groupCase(name).deadline()
                : deviceCase(new ClientId(name)).deadline();
    }
}
