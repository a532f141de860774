package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The devices that a batch has to do with: read once, changed in memory, written before the commit. */
final class DeviceRows {
    private final Tables tables;
    private final CaseCodec codec;
    private final Map<ClientId, Device> devices = new HashMap<>();
    private final Map<Verdict, Long> countChanges = new EnumMap<>(Verdict.class);

    DeviceRows(Tables tables) {
        this.tables = tables;
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
        return new Device(row, codec);
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
        if (device.caseChanged) {
            tables.save(device.presence, device.lastEvent, device.incidentCase, device.storedCase);
        } else {
            tables.save(device.presence, device.lastEvent);
        }
        Verdict verdict = device.presence.state();
        if (device.countedAs != verdict) {
            if (device.countedAs != null) {
                countChanges.merge(device.countedAs, -1L, Long::sum);
            }
            countChanges.merge(verdict, 1L, Long::sum);
            device.countedAs = verdict;
        }
    }

    /** By how much the number of devices with each verdict changes. */
    Map<Verdict, Long> countChanges() {
        return countChanges;
    }

    /** What is held of one device. */
    static final class Device {
        private final CaseCodec codec;
        private Presence presence;
        private long lastEvent;

        /** The verdict that it counts under in the store; null while it has no row. */
        private Verdict countedAs;

        /** Null until it is asked for. */
        private DeviceCase incidentCase;
        /** Null where nothing is held. */
        private byte[] storedCase;

        private boolean presenceChanged;
        private boolean caseChanged;
        private boolean deadlineDropped;
        private boolean caseDeadlineDropped;

        private Device(ClientId unseen) {
            codec = null;
            presence = Presence.unseen(unseen);
            incidentCase = DeviceCase.none(unseen);
        }

        private Device(Tables.Device row, CaseCodec codec) {
            this.codec = codec;
            presence = row.presence();
            countedAs = presence.state();
            lastEvent = row.lastEvent();
            storedCase = row.incidentCase();
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

        /** Whether it has a row, or will have one. */
        boolean isSeen() {
            return countedAs != null || presenceChanged;
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
                incidentCase = storedCase == null ? DeviceCase.none(client()) : codec.devices.read(storedCase);
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

        /** Its deadline has come, and it was asked: it must not be asked for ever if that has not moved it on. */
        void asked(Optional<Instant> deadline) {
            deadlineDropped |= presence.deadline().equals(deadline);
        }

        /** The deadline of its case must not come again. */
        void dropCaseDeadline() {
            caseDeadlineDropped = true;
        }

        /** As {@link #asked}, for the deadline of its case. */
        void askedAboutCase(Optional<Instant> deadline) {
            caseDeadlineDropped |= incidentCase().deadline().equals(deadline);
        }
    }
}
