package io.iotconnectivity.record;

import io.iotconnectivity.engine.Committed.Of;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** What is held about incidents, in memory. */
final class MemoryCases implements Cases {
    private final Function<ClientId, Verdict> verdicts;
    private Drops drops;
    private final DeadlineQueue deadlines;
    private final Map<ClientId, DeviceCase> devices = new HashMap<>();
    private final Map<String, GroupCase> groups = new HashMap<>();
    private final Map<String, TreeSet<ClientId>> members = new HashMap<>();
    private final Map<String, Silence> silences = new LinkedHashMap<>();
    private final Map<String, BlindSource> blind = new LinkedHashMap<>();

    /**
     * @param verdicts what is held of a device at that moment
     * @param drops of the machine that is to use this
     * @param deadlines are kept up with those of the cases
     */
    MemoryCases(Function<ClientId, Verdict> verdicts, Drops drops, DeadlineQueue deadlines) {
        this.verdicts = verdicts;
        this.drops = drops;
        this.deadlines = deadlines;
    }

    @Override
    public DeviceCase device(ClientId client) {
        return devices.getOrDefault(client, DeviceCase.none(client));
    }

    @Override
    public void put(DeviceCase after) {
        device(after.client()).storm().ifPresent(group -> members.get(group).remove(after.client()));
        after.storm().ifPresent(group -> members.computeIfAbsent(group, name -> new TreeSet<>())
                .add(after.client()));
        if (after.isNone()) {
            devices.remove(after.client());
        } else {
            devices.put(after.client(), after);
        }
        deadlines.set(Of.CASE, after.client().value(), after.deadline());
    }

    @Override
    public GroupCase group(String name) {
        return groups.getOrDefault(name, GroupCase.none(name));
    }

    @Override
    public void put(GroupCase after) {
        if (after.isNone()) {
            groups.remove(after.name());
        } else {
            groups.put(after.name(), after);
        }
        deadlines.set(Of.GROUP, after.name(), after.deadline());
    }

    @Override
    public List<ClientId> stormMembers(String group) {
        return List.copyOf(members.getOrDefault(group, new TreeSet<>()));
    }

    @Override
    public Verdict verdict(ClientId client) {
        return verdicts.apply(client);
    }

    /** Sets a silence, or replaces that of the same id. */
    void put(Silence silence) {
        silences.put(silence.id(), silence);
    }

    /** Deletes a silence, if there is one of this id. */
    void endSilence(String id) {
        silences.remove(id);
    }

    @Override
    public List<Silence> silences() {
        return List.copyOf(silences.values());
    }

    @Override
    public List<BlindSource> blind() {
        return List.copyOf(blind.values());
    }

    @Override
    public void put(BlindSource after) {
        blind.put(after.source(), after);
    }

    @Override
    public void seeing(String source) {
        blind.remove(source);
    }

    @Override
    public Drops drops() {
        return drops;
    }

    /** As after a restart. */
    void forgetDrops(Drops anew) {
        drops = anew;
    }
}
