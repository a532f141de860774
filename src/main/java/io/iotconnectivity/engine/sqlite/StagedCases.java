package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientId;
import java.io.Serial;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The cases as one step of the rules sees them: those of the batch, and over them what the step itself has replaced. Only a
 * step that has come to its end changes the batch.
 */
final class StagedCases implements Cases {
    private final Tables tables;
    private final DeviceRows devices;
    private final IncidentRows incidents;
    private final IncidentMemory memory;
    private final Map<ClientId, DeviceCase> deviceCases = new LinkedHashMap<>();
    private final Map<String, GroupCase> groupCases = new LinkedHashMap<>();
    private List<BlindSource> blind;

    StagedCases(Tables tables, DeviceRows devices, IncidentRows incidents, IncidentMemory memory) {
        this.tables = tables;
        this.devices = devices;
        this.incidents = incidents;
        this.memory = memory;
        this.blind = memory.blind();
    }

    @Override
    public DeviceCase device(ClientId client) {
        DeviceCase staged = deviceCases.get(client);
        return staged != null ? staged : asking(() -> devices.of(client)).incidentCase();
    }

    @Override
    public void put(DeviceCase after) {
        DeviceRows.Device device = asking(() -> devices.of(after.client()));
        if (!device.isSeen()) {
            throw new IllegalArgumentException("nothing was ever heard of " + after.client() + ", so it has no case");
        }
        if (after.equals(device.incidentCase())) {
            deviceCases.remove(after.client());
        } else {
            deviceCases.put(after.client(), after);
        }
    }

    @Override
    public GroupCase group(String name) {
        GroupCase staged = groupCases.get(name);
        return staged != null ? staged : asking(() -> incidents.group(name)).held();
    }

    @Override
    public void put(GroupCase after) {
        if (after.equals(asking(() -> incidents.group(after.name())).held())) {
            groupCases.remove(after.name());
        } else {
            groupCases.put(after.name(), after);
        }
    }

    @Override
    public List<ClientId> stormMembers(String group) {
        TreeSet<ClientId> members =
                new TreeSet<>(asking(() -> tables.incidents().stormMembers(group)));
        for (DeviceRows.Device device : devices.allInMemory()) {
            enlist(members, device.incidentCase(), group);
        }
        for (DeviceCase staged : deviceCases.values()) {
            enlist(members, staged, group);
        }
        return new ArrayList<>(members);
    }

    private static void enlist(TreeSet<ClientId> members, DeviceCase held, String group) {
        if (held.storm().equals(Optional.of(group))) {
            members.add(held.client());
        } else {
            members.remove(held.client());
        }
    }

    @Override
    public Verdict verdict(ClientId client) {
        return asking(() -> {
            Optional<DeviceRows.Device> known = devices.inMemory(client);
            return known.isPresent()
                    ? known.get().presence().state()
                    : tables.incidents().verdict(client);
        });
    }

    @Override
    public List<Silence> silences() {
        return memory.silences().holding();
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
        return memory.drops();
    }

    /** Takes over into the batch what was replaced; nothing of it, if some of it cannot be written as JSON. */
    void apply() throws SQLException {
        List<Ready<DeviceCase>> devicesAfter = new ArrayList<>();
        for (DeviceCase after : deviceCases.values()) {
            devicesAfter.add(new Ready<>(
                    after, after.isNone() ? null : tables.cases().devices.write(after)));
        }
        List<Ready<GroupCase>> groupsAfter = new ArrayList<>();
        for (GroupCase after : groupCases.values()) {
            groupsAfter.add(new Ready<>(
                    after, after.isNone() ? null : tables.cases().groups.write(after)));
        }
        if (!blind.equals(memory.blind())) {
            tables.incidents().saveBlind(blind);
            memory.blind(blind);
        }
        for (Ready<DeviceCase> after : devicesAfter) {
            devices.of(after.held().client()).incidentCase(after.held(), after.json());
        }
        for (Ready<GroupCase> after : groupsAfter) {
            incidents.group(after.held().name()).held(after.held(), after.json());
        }
    }

    /** A case and its JSON; null if nothing is held. */
    private record Ready<T>(T held, byte[] json) {}

    private interface Question<T> {
        T ask() throws SQLException;
    }

    private static <T> T asking(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new Unreadable(e);
        }
    }

    /** The store could not be read: nothing that the rules are to blame for. */
    static final class Unreadable extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        Unreadable(SQLException cause) {
            super(cause);
        }

        SQLException sql() {
            return (SQLException) getCause();
        }
    }
}
