package io.iotconnectivity.decide;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The cases as seen by one step of the rules: those of the state, overlaid with what the step itself has replaced. The
 * state changes only after the step has succeeded.
 */
final class StagedCases implements Cases {
    private final IncidentState state;
    private final List<BlindSource> blindBefore;
    // Most steps replace nothing, so the maps are created lazily.
    private Map<ClientId, DeviceCase> devices = Map.of();
    private Map<String, GroupCase> groups = Map.of();
    private List<BlindSource> blind;

    StagedCases(IncidentState state) {
        this.state = state;
        this.blindBefore = state.blind();
        this.blind = blindBefore;
    }

    @Override
    public DeviceCase device(ClientId client) {
        DeviceCase staged = devices.get(client);
        return staged != null ? staged : state.deviceCase(client);
    }

    @Override
    public void put(DeviceCase after) {
        if (devices.isEmpty()) {
            devices = new LinkedHashMap<>();
        }
        if (after.equals(state.deviceCase(after.client()))) {
            devices.remove(after.client());
        } else {
            devices.put(after.client(), after);
        }
    }

    @Override
    public GroupCase group(String name) {
        GroupCase staged = groups.get(name);
        return staged != null ? staged : state.groupCase(name);
    }

    @Override
    public void put(GroupCase after) {
        if (groups.isEmpty()) {
            groups = new LinkedHashMap<>();
        }
        if (after.equals(state.groupCase(after.name()))) {
            groups.remove(after.name());
        } else {
            groups.put(after.name(), after);
        }
    }

    @Override
    public List<ClientId> stormMembers(String group) {
        List<ClientId> before = state.stormMembers(group);
        if (devices.isEmpty()) {
            return before;
        }
        TreeSet<ClientId> members = new TreeSet<>(before);
        for (DeviceCase staged : devices.values()) {
            if (staged.storm().equals(Optional.of(group))) {
                members.add(staged.client());
            } else {
                members.remove(staged.client());
            }
        }
        return new ArrayList<>(members);
    }

    @Override
    public Verdict verdict(ClientId client) {
        return state.verdict(client);
    }

    @Override
    public List<Silence> silences() {
        return state.silences();
    }

    @Override
    public List<BlindSource> blind() {
        return blind;
    }

    @Override
    public void put(BlindSource after) {
        seeing(after.source());
        List<BlindSource> all = new ArrayList<>(blind);
        all.add(after);
        blind = List.copyOf(all);
    }

    @Override
    public void seeing(String source) {
        blind = blind.stream().filter(each -> !each.source().equals(source)).toList();
    }

    @Override
    public Drops drops() {
        return state.drops();
    }

    /** Whether the step has replaced nothing. */
    boolean areUnchanged() {
        return devices.isEmpty() && groups.isEmpty() && blind == blindBefore;
    }

    /** What the step has replaced. */
    CaseChanges changes() {
        return new CaseChanges(
                devices.values(), groups.values(), blind.equals(blindBefore) ? Optional.empty() : Optional.of(blind));
    }
}
