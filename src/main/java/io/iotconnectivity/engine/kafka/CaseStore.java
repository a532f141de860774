package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.StateUnavailable;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** What one partition of the incident stage holds, each kind of thing under a prefix of its own. */
final class CaseStore {
    static final String DEVICE = "c/";
    static final String GROUP = "g/";
    static final String BLIND = "b/";
    /** The group's name, a separator that no name has, and the client id. */
    private static final String MEMBER = "m/";

    private static final char SEPARATOR = '\0';
    private static final String VERDICT = "v/";
    private static final String AWAY = "a/";
    private static final String HOLDER = "h/";
    private static final String TRACE = "t/";
    private static final byte[] PRESENT = {1};
    private static final Verdict[] VERDICTS = Verdict.values();
    private static final int MOST_DEVICES = 64;
    private static final int MOST_GROUPS = 64;

    private final KeyValueStore<String, byte[]> store;
    private final CaseCodec codec = CaseCodec.strict();
    private final RecentlyUsed<DeviceCase> devices = new RecentlyUsed<>(MOST_DEVICES);
    private final RecentlyUsed<GroupCase> groups = new RecentlyUsed<>(MOST_GROUPS);
    private List<Damage> damage = new ArrayList<>();

    /**
     * What was found damaged, and counts as never stored.
     *
     * @param what names it, for the log
     */
    record Damage(String what, Optional<ClientId> client, byte[] stored, String reason) {}

    CaseStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** Begins with another step. */
    void nextStep() {
        devices.nextStep();
        groups.nextStep();
    }

    CaseCodec codec() {
        return codec;
    }

    /** What has been found damaged since the last call. */
    List<Damage> takeDamage() {
        List<Damage> found = damage;
        damage = new ArrayList<>();
        return found;
    }

    /** Who holds the deadlines of cases and groups. */
    Holds holds() {
        return new Holds(store, HOLDER);
    }

    DeviceCase device(ClientId client) {
        return read(
                devices,
                DEVICE + client.value(),
                "the case of " + client,
                Optional.of(client),
                stored -> codec.device(client, stored),
                DeviceCase.none(client));
    }

    /**
     * @param none if nothing is stored, or it is damaged; what it had open is then closed by hand
     */
    private <T> T read(
            RecentlyUsed<T> recent,
            String key,
            String what,
            Optional<ClientId> client,
            Function<byte[], T> reading,
            T none) {
        return recent.ofThisStep(key).orElseGet(() -> {
            byte[] stored = store.get(key);
            T read = stored == null
                    ? none
                    : recent.decoded(key, stored).orElseGet(() -> decode(key, what, client, stored, reading)
                            .orElse(none));
            recent.put(key, stored, read);
            return read;
        });
    }

    /** Absent if it is damaged. */
    private <T> Optional<T> decode(
            String key, String what, Optional<ClientId> client, byte[] stored, Function<byte[], T> reading) {
        try {
            return Optional.of(reading.apply(stored));
        } catch (MalformedRecord e) {
            forget(key, what, client, stored, e);
            return Optional.empty();
        }
    }

    /**
     * @throws StateUnavailable if a later version has written it
     */
    private void forget(String key, String what, Optional<ClientId> client, byte[] stored, MalformedRecord why) {
        if (why instanceof UnsupportedRecord) {
            throw new StateUnavailable(why);
        }
        store.delete(key);
        damage.add(new Damage(what, client, stored, why.getMessage()));
    }

    /**
     * @param encoded null if the case is none
     */
    void put(DeviceCase after, byte[] encoded) {
        String client = after.client().value();
        Optional<String> before = device(after.client()).storm();
        if (!before.equals(after.storm())) {
            before.ifPresent(group -> store.delete(MEMBER + group + SEPARATOR + client));
            after.storm().ifPresent(group -> store.put(MEMBER + group + SEPARATOR + client, PRESENT));
        }
        put(devices, DEVICE + client, after, encoded);
    }

    private <T> void put(RecentlyUsed<T> recent, String key, T after, byte[] encoded) {
        // Without a value it is removed; to delete it would look up what is deleted.
        store.put(key, encoded);
        if (encoded == null) {
            recent.forget(key);
        } else {
            recent.put(key, encoded, after);
        }
    }

    /** Removes what is stored of a device besides its case. */
    void forget(ClientId client) {
        store.delete(VERDICT + client.value());
        away(client.value(), null);
    }

    List<ClientId> members(String group) {
        List<ClientId> members = new ArrayList<>();
        String prefix = MEMBER + group + SEPARATOR;
        all(prefix, (key, value) -> members.add(new ClientId(key)));
        return members;
    }

    GroupCase group(String name) {
        return read(
                groups,
                GROUP + name,
                "the case of group " + Printable.of(name),
                Optional.empty(),
                stored -> codec.group(name, stored),
                GroupCase.none(name));
    }

    /**
     * @param encoded null if the case is none
     */
    void put(GroupCase after, byte[] encoded) {
        put(groups, GROUP + after.name(), after, encoded);
    }

    /** The trace of the latest event about an open incident, if that has one. */
    Optional<String> trace(String incidentId) {
        return Optional.ofNullable(store.get(TRACE + incidentId))
                .map(stored -> new String(stored, StandardCharsets.UTF_8));
    }

    void trace(String incidentId, Optional<String> trace) {
        if (!trace.equals(trace(incidentId))) {
            store.put(
                    TRACE + incidentId,
                    trace.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null));
        }
    }

    Verdict verdict(ClientId client) {
        byte[] stored = store.get(VERDICT + client.value());
        return stored == null || stored.length == 0 || stored[0] < 0 || stored[0] >= VERDICTS.length
                ? Verdict.UNKNOWN
                : VERDICTS[stored[0]];
    }

    void put(ClientId client, Verdict verdict) {
        byte[] stored = store.get(VERDICT + client.value());
        if (stored == null || stored.length == 0 || stored[0] != verdict.ordinal()) {
            store.put(VERDICT + client.value(), new byte[] {(byte) verdict.ordinal()});
        }
    }

    /**
     * The presence of a device that is to be recalled after a restart.
     *
     * @param presence null if it is not
     */
    void away(String client, byte[] presence) {
        String key = AWAY + client;
        if (presence != null || store.get(key) != null) {
            store.put(key, presence);
        }
    }

    /** The presences of the devices that are to be recalled. */
    List<Presence> away(PresenceCodec presences) {
        List<Presence> away = new ArrayList<>();
        all(AWAY, (key, value) -> {
            ClientId client = new ClientId(key);
            try {
                away.add(presences.read(client, value));
            } catch (MalformedRecord e) {
                forget(AWAY + key, "the drop of " + client, Optional.of(client), value, e);
            }
        });
        return away;
    }

    List<BlindSource> blind() {
        List<BlindSource> blind = new ArrayList<>();
        all(BLIND, (source, value) -> {
            try {
                blind.add(codec.blind(source, value));
            } catch (MalformedRecord e) {
                forget(BLIND + source, "what is known of source " + Printable.of(source), Optional.empty(), value, e);
            }
        });
        return blind;
    }

    void putBlind(List<BlindSource> after) {
        blind().forEach(source -> store.delete(BLIND + source.source()));
        after.forEach(source -> store.put(BLIND + source.source(), codec.write(source)));
    }

    private void all(String prefix, BiConsumer<String, byte[]> each) {
        try (KeyValueIterator<String, byte[]> all = store.prefixScan(prefix, StageStores.TEXT.serializer())) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                each.accept(next.key.substring(prefix.length()), next.value);
            }
        }
    }
}
