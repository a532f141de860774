package io.iotconnectivity.incident;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Holds cases in memory. */
public final class Desk implements Cases {
    private final Map<ClientId, DeviceCase> devices = new TreeMap<>();
    private final Map<String, GroupCase> groups = new TreeMap<>();
    private final List<Silence> silences = new ArrayList<>();
    private final Map<String, BlindSource> blind = new TreeMap<>();
    private final Function<ClientId, Verdict> verdicts;
    private Drops drops;
    private int writes;

    /**
     * @param verdicts the verdict on each device
     */
    public Desk(Drops drops, Function<ClientId, Verdict> verdicts) {
        this.drops = drops;
        this.verdicts = verdicts;
    }

    @Override
    public DeviceCase device(ClientId client) {
        return devices.getOrDefault(client, DeviceCase.none(client));
    }

    @Override
    public void put(DeviceCase after) {
        writes++;
        if (after.isNone()) {
            devices.remove(after.client());
        } else {
            devices.put(after.client(), after);
        }
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
    }

    @Override
    public List<ClientId> stormMembers(String group) {
        return devices.values().stream()
                .filter(device -> device.storm().equals(Optional.of(group)))
                .map(DeviceCase::client)
                .toList();
    }

    @Override
    public Verdict verdict(ClientId client) {
        return verdicts.apply(client);
    }

    @Override
    public List<Silence> silences() {
        return List.copyOf(silences);
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

    /** The state after a restart. */
    public void forgetDrops(Drops anew) {
        drops = anew;
    }

    public void add(Silence silence) {
        silences.add(silence);
    }

    public void removeSilences() {
        silences.clear();
    }

    /** The devices with a case. */
    public Collection<DeviceCase> devices() {
        return List.copyOf(devices.values());
    }

    /** The groups with a case. */
    public Collection<GroupCase> groups() {
        return List.copyOf(groups.values());
    }

    /** How often any device's case was replaced. */
    public int writes() {
        return writes;
    }

    /** The earliest deadline of any device. */
    public Optional<DeviceCase> firstDue(Instant until) {
        return devices.values().stream()
                .filter(device -> isBy(device.deadline(), until))
                .min((a, b) -> a.deadline().get().compareTo(b.deadline().get()));
    }

    /** The earliest deadline of any group. */
    public Optional<GroupCase> firstGroupDue(Instant until) {
        return groups.values().stream()
                .filter(group -> isBy(group.deadline(), until))
                .min((a, b) -> a.deadline().get().compareTo(b.deadline().get()));
    }

    private static boolean isBy(Optional<Instant> deadline, Instant until) {
        return deadline.filter(at -> !at.isAfter(until)).isPresent();
    }
}
