package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.view.ListedDevice;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The devices that a batch has to do with: read once, changed in memory, written before the commit. */
final class DeviceRows {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceRows.class);

    private final Tables tables;
    private final CaseCodec codec;
    private final Map<ClientId, Device> devices = new HashMap<>();
    private final Function<Presence, Optional<String>> grouping;
    private final List<ListedDevice> written = new ArrayList<>();

    /**
     * @param grouping finds the group of a device
     */
    DeviceRows(Tables tables, Function<Presence, Optional<String>> grouping) {
        this.tables = tables;
        this.grouping = grouping;
        this.codec = tables.cases();
    }

    Device of(ClientId client) throws SQLException {
        Device known = devices.get(client);
        if (known == null) {
            known = tables.device(client).map(this::known).orElseGet(() -> new Device(client));
            devices.put(client, known);
        }
        return known;
    }

    Device of(Tables.Device row) {
        return devices.computeIfAbsent(row.presence().client(), client -> known(row));
    }

    private Device known(Tables.Device row) {
        return new Device(row, this::read);
    }

    /** One that cannot be read starts anew. */
    private Optional<DeviceCase> read(ClientId client, byte[] stored) {
        try {
            return Optional.of(codec.device(client, stored));
        } catch (RuntimeException e) {
            tables.setAside(DamagedRow.ofDevice(client, stored, e));
            return Optional.empty();
        }
    }

    /** A device that the batch has already read. */
    Optional<Device> inMemory(ClientId client) {
        return Optional.ofNullable(devices.get(client));
    }

    /** Those that the batch has already read. */
    Collection<Device> allInMemory() {
        return devices.values();
    }

    /** Writes what has changed; rows that have not are left alone. */
    void save() throws SQLException {
        for (Device device : devices.values()) {
            if (device.presenceChanged) {
                save(device);
            } else if (device.caseChanged) {
                tables.saveCase(device.incidentCase, device.storedCase);
            }
            device.presenceChanged = false;
            device.caseChanged = false;
            if (device.deadlineDropped) {
                tables.dropDeadline(device.client());
                device.deadlineDropped = false;
            }
            if (device.caseDeadlineDropped) {
                tables.dropCaseDeadline(device.client());
                device.caseDeadlineDropped = false;
            }
        }
    }

    private void save(Device device) throws SQLException {
        Optional<String> group = group(device.presence);
        if (device.caseChanged) {
            tables.save(device.presence, group, device.lastEvent, device.incidentCase, device.storedCase);
        } else {
            tables.save(device.presence, group, device.lastEvent);
        }
        device.hasRow = true;
        written.add(ListedDevice.of(device.presence, group));
    }

    /** What devices are grouped by comes from outside, and a device without a group harms nobody. */
    private Optional<String> group(Presence presence) {
        try {
            return grouping.apply(presence);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} has no group: finding it failed", presence.client(), e);
            return Optional.empty();
        }
    }

    /** The devices whose rows were written, as often as they were, in that order. */
    List<ListedDevice> written() {
        return written;
    }

    /** What is held of one device. */
    static final class Device {
        private final BiFunction<ClientId, byte[], Optional<DeviceCase>> cases;
        private Presence presence;
        private long lastEvent;

        private boolean hasRow;

        /** Null until it is asked for. */
        private DeviceCase incidentCase;
        /** Null where nothing is held. */
        private byte[] storedCase;

        private boolean presenceChanged;
        private boolean caseChanged;
        private boolean deadlineDropped;
        private boolean caseDeadlineDropped;

        private Device(ClientId unseen) {
            cases = (client, stored) -> Optional.empty();
            presence = Presence.unseen(unseen);
            incidentCase = DeviceCase.none(unseen);
        }

        private Device(Tables.Device row, BiFunction<ClientId, byte[], Optional<DeviceCase>> cases) {
            this.cases = cases;
            presence = row.presence();
            hasRow = true;
            lastEvent = row.lastEvent();
            storedCase = row.incidentCase();
            presenceChanged = row.isDamaged();
        }

        ClientId client() {
            return presence.client();
        }

        Presence presence() {
            return presence;
        }

        /** Takes over what a step has made of it. */
        void presence(Presence after, boolean hasEvents) {
            presenceChanged |= hasEvents || !after.equals(presence);
            presence = after;
            deadlineDropped = false;
        }

        /** Has it written although nothing about it has changed. */
        void touch() {
            presenceChanged = true;
        }

        /** Whether it has a row, or will have one. */
        boolean isSeen() {
            return hasRow || presenceChanged;
        }

        /** The number of its latest event; 0 if it has none. */
        long lastEvent() {
            return lastEvent;
        }

        void lastEvent(long seq) {
            lastEvent = seq;
        }

        DeviceCase incidentCase() {
            if (incidentCase == null) {
                incidentCase = DeviceCase.none(client());
                if (storedCase != null) {
                    Optional<DeviceCase> read = cases.apply(client(), storedCase);
                    if (read.isPresent()) {
                        incidentCase = read.get();
                    } else {
                        storedCase = null;
                        caseChanged = true;
                    }
                }
            }
            return incidentCase;
        }

        /**
         * @param stored the same as JSON; null if nothing is held
         */
        void incidentCase(DeviceCase after, byte[] stored) {
            if (!after.equals(incidentCase())) {
                incidentCase = after;
                storedCase = stored;
                caseChanged = true;
                caseDeadlineDropped = false;
            }
        }

        /** Its deadline must not come again unless it is set again. */
        void dropDeadline() {
            deadlineDropped = true;
        }

        /** The deadline of its case must not come again unless it is set again. */
        void dropCaseDeadline() {
            caseDeadlineDropped = true;
        }
    }
}
