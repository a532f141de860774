package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.codec.StoredJson;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Inputs;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifecycleParser;
import io.iotconnectivity.signal.Reading;
import io.iotconnectivity.signal.Signal;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Anything received can be stored and reads back the same; what we did not write is rejected. */
public final class FuzzedStore {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final CloudEvents EVENTS = new CloudEvents("iot-connectivity/test");
    private static final PresenceMachine MACHINE = new PresenceMachine(Policy.defaults());
    private static final PresenceCodec PRESENCES = new PresenceCodec();
    private static final CaseCodec CASES = new CaseCodec();
    private static final LifecycleParser LIFECYCLE = new LifecycleParser();
    private static final ClientId DEVICE = new ClientId("a");
    private static final int MOST_BYTES = 16 * 1024;

    public static final List<Target> TARGETS = List.of(
            Target.ofText("history", FuzzedStore::history),
            new Target("stored-presence", input -> stored(DEVICE, PRESENCES::read, PRESENCES::write, input)),
            new Target("stored-device-case", input -> stored(DEVICE, CASES::device, CASES::write, input)),
            new Target("stored-group-case", input -> stored("site", CASES::group, CASES::write, input)),
            new Target("stored-incident", input -> stored(new StoredJson<>(IncidentData.class), input)),
            new Target("stored-blind-source", input -> stored(new StoredJson<>(BlindSource.class), input)),
            new Target("stored-silence", input -> stored(new StoredJson<>(Silence.class), input)),
            new Target("stored-event", FuzzedStore::event));

    private FuzzedStore() {}

    /**
     * The state that results from signals about any devices, one after the other, and from the deadlines that follow.
     *
     * @throws AssertionError if it could not be stored or reported
     */
    public static void take(List<Signal> signals) {
        Map<ClientId, Presence> devices = new HashMap<>();
        Instant now = NOW;
        for (Signal signal : signals) {
            ClientId client = signal.client();
            now = now.plusSeconds(1);
            Presence before = devices.getOrDefault(client, Presence.unseen(client));
            devices.put(client, kept(MACHINE.step(before, signal, now)));
            InboxKey.of(signal).ifPresent(key -> Holds.that(key.bytes().length == 16, "no key"));
        }
        for (Presence presence : devices.values()) {
            untilNothingIsDue(presence);
        }
    }

    private static void untilNothingIsDue(Presence presence) {
        Presence left = presence;
        for (int steps = 0; left.deadline().isPresent() && steps < 20; steps++) {
            Instant due = left.deadline().get();
            Holds.that(due.isBefore(NOW.plus(Duration.ofDays(366))), "waits until " + due);
            left = kept(MACHINE.step(left, new Signal.TimerDue(left.client(), due), due.isAfter(NOW) ? due : NOW));
        }
    }

    private static Presence kept(Step step) {
        byte[] written = PRESENCES.write(step.after());
        Holds.that(written.length <= MOST_BYTES, written.length + " bytes for one device");
        Holds.same("the device", step.after(), PRESENCES.read(step.after().client(), written));
        for (Event event : step.events()) {
            byte[] told = EVENTS.write(event);
            Holds.that(told.length <= MOST_BYTES, told.length + " bytes for one event");
            Holds.same(
                    "the event",
                    new String(told, StandardCharsets.UTF_8),
                    new String(EVENTS.write(EVENTS.read(told)), StandardCharsets.UTF_8));
        }
        return step.after();
    }

    private static void history(String input) {
        List<Signal> all = new ArrayList<>();
        for (String line : Inputs.lines(input, 20)) {
            if (LIFECYCLE.read(line.getBytes(StandardCharsets.UTF_8), NOW) instanceof Reading.Understood understood) {
                all.addAll(understood.signals());
            }
        }
        take(all);
    }

    private static void event(byte[] input) {
        Event event;
        try {
            event = EVENTS.read(input);
        } catch (IllegalArgumentException | UncheckedIOException refused) {
            Holds.that(!String.valueOf(refused.getMessage()).isBlank(), "refused without a word");
            return;
        }
        byte[] written = EVENTS.write(event);
        Holds.same(
                "the event",
                new String(written, StandardCharsets.UTF_8),
                new String(EVENTS.write(EVENTS.read(written)), StandardCharsets.UTF_8));
    }

    private static <T> void stored(StoredJson<T> codec, byte[] input) {
        stored("", (key, stored) -> codec.read(stored), codec::write, input);
    }

    private interface Read<K, T> {
        T read(K key, byte[] stored);
    }

    private interface Write<T> {
        byte[] write(T value);
    }

    private static <K, T> void stored(K key, Read<K, T> codec, Write<T> back, byte[] input) {
        T read;
        try {
            read = codec.read(key, input);
        } catch (MalformedRecord | UncheckedIOException refused) {
            Holds.that(!String.valueOf(refused.getMessage()).isBlank(), "refused without a word");
            return;
        }
        Holds.that(read != null, "nothing was read, and nothing refused");
        Holds.same("what is stored", read, codec.read(key, back.write(read)));
    }
}
