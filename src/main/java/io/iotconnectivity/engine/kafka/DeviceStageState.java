package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.decide.DeviceState;
import io.iotconnectivity.decide.StateUnavailable;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The devices of one partition, as the device rules read and change them. */
final class DeviceStageState implements DeviceState {
    private final DeviceStore devices;
    private final DueStore due;
    private final DeadLetterTopic letters;
    private final EffectTopic effects;
    private final StepJournal journal;
    private final EventCodec codec = new EventCodec();
    private final PresenceCodec presences = new PresenceCodec();
    private final Backlog backlog = new Backlog();
    private List<BlindSource> blind;
    private Instant now = Instant.EPOCH;
    /** The device in hand, which a step reads several times. */
    private DeviceStore.Device device = DeviceStore.Device.unseen(new ClientId("-"));
    /** Whether the device in hand has heard a signal that is not stored yet. */
    private boolean unsaved;

    private Optional<String> trace = Optional.empty();

    DeviceStageState(
            DeviceStore devices,
            DueStore due,
            List<BlindSource> blind,
            DeadLetterTopic letters,
            EffectTopic effects,
            StepJournal journal) {
        this.devices = devices;
        this.due = due;
        this.blind = blind;
        this.letters = letters;
        this.effects = effects;
        this.journal = journal;
    }

    DeadLetterTopic letters() {
        return letters;
    }

    DueStore due() {
        return due;
    }

    /** Starts with another record, appended then. */
    void at(Instant appended) {
        now = appended;
    }

    void blind(List<BlindSource> sources) {
        blind = sources;
    }

    private DeviceStore.Device device(ClientId client) {
        if (!device.presence().client().equals(client)) {
            device = read(client);
            unsaved = false;
        }
        return device;
    }

    /**
     * A device whose state is damaged counts as unseen: its next signals say how it is.
     *
     * @throws StateUnavailable if a later version has written it
     */
    private DeviceStore.Device read(ClientId client) {
        try {
            return devices.get(client);
        } catch (UnsupportedRecord e) {
            throw new StateUnavailable(e);
        } catch (MalformedRecord e) {
            letters.damaged(
                    "devices",
                    "the state of " + client,
                    Optional.of(client),
                    devices.remove(client),
                    e.getMessage(),
                    now);
            return devices.get(client);
        }
    }

    /** Whether a signal about this device is a repetition. */
    boolean hasHeard(ClientId client, InboxKey key) {
        return device(client).heard().contains(key);
    }

    /** The device hears a signal, which is remembered with the step or, if that changes nothing, by {@link #heard}. */
    void hears(ClientId client, Optional<InboxKey> key) {
        device = device(client).heard(key);
        unsaved = key.isPresent();
    }

    /** Puts a device in place as it is, and asks its open questions anew. */
    void take(DeviceRecord.Imported imported) {
        Presence after = imported.presence();
        String client = after.client().value();
        presence(after.client()).deadline().ifPresent(moment -> due.remove(moment, client));
        if (!imported.past()) {
            after.deadline().ifPresent(moment -> due.add(moment, client));
        }
        List<InboxKey> heard = imported.heard();
        device = devices.put(
                after,
                heard.subList(Math.max(0, heard.size() - DeviceStore.MOST_KEYS), heard.size()),
                Optional.empty());
        unsaved = false;
        after.unanswered().forEach(effect -> effects.ask(effect, now));
    }

    /** The trace of the latest event of a device. */
    Optional<String> trace(ClientId client) {
        return device(client).trace();
    }

    /** What is told from now on continues this trace. */
    void follows(Optional<String> parent) {
        trace = parent;
    }

    /** The step is over. */
    void heard() {
        if (unsaved) {
            devices.put(device.presence().client(), device);
            unsaved = false;
        }
    }

    /** The device's state as it is stored. */
    byte[] encoded(ClientId client) {
        DeviceStore.Device known = device(client);
        // Of a device that has just been forgotten nothing is stored.
        return known.encoded().length == 0 ? presences.write(known.presence()) : known.encoded();
    }

    @Override
    public Presence presence(ClientId client) {
        return device(client).presence();
    }

    @Override
    public Backlog backlog() {
        return backlog;
    }

    @Override
    public List<BlindSource> blind() {
        return blind;
    }

    @Override
    public byte[] encode(Event event) {
        return codec.write(event);
    }

    @Override
    public void keep(Signal signal, Presence before, Step step) {
        Presence after = step.after();
        if (step.forgets()) {
            before.deadline()
                    .ifPresent(moment -> due.remove(moment, before.client().value()));
            devices.remove(before.client());
            device = DeviceStore.Device.unseen(before.client());
            unsaved = false;
            journal.add(new Committed.Heard(signal));
            return;
        }
        // As in every engine: an unchanged state is not written, so it does not bring back a dropped deadline.
        if (!step.events().isEmpty() || !after.equals(before)) {
            String client = after.client().value();
            before.deadline().ifPresent(moment -> due.remove(moment, client));
            after.deadline().ifPresent(moment -> due.add(moment, client));
            DeviceStore.Device known = device(after.client());
            device = devices.put(after, known.heard(), step.events().isEmpty() ? known.trace() : trace);
            unsaved = false;
        }
        if (signal.kind().isRecorded()) {
            journal.add(new Committed.Heard(signal));
        }
        step.effects().forEach(effect -> effects.ask(effect, now));
    }

    @Override
    public void append(Event event, byte[] body) {
        // Forwarded together with what the incident stage needs; see DeviceStage.
    }

    @Override
    public void failed(Signal signal, String reason, Optional<Throwable> why) {
        letters.unprocessed(signal, reason, why, now);
    }

    @Override
    public void due(Deadline of, String name, Instant deadline) {
        journal.add(new Committed.Due(of, name, deadline));
    }

    @Override
    public void comesLater(Deadline of, String name) {
        // The one that came too early has been removed; the one that is held must be there.
        presence(new ClientId(name)).deadline().ifPresent(moment -> due.add(moment, name));
    }

    @Override
    public void dropDeadline(Deadline of, String name) {
        presence(new ClientId(name)).deadline().ifPresent(moment -> due.remove(moment, name));
    }
}
