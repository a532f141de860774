package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices that a batch works on: taken from memory, changed here, and written before the commit. The in-memory
 * index stays as it is until the batch is committed.
 */
final class DeviceRows {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceRows.class);

    private final DeviceIndex index;
    private final DeviceTable table;
    private final PresenceCodec presences;
    private final CaseCodec cases;
    private final Function<Presence, Optional<String>> grouping;
    private final LostCases lost;
    private final Map<ClientId, Device> devices = new HashMap<>();
    private final List<HeldDevice> changed = new ArrayList<>();
    private final Set<String> forgotten = new LinkedHashSet<>();

    /**
     * @param grouping finds the group of a device
     * @param lost restores cases that cannot be read
     */
    DeviceRows(
            DeviceIndex index,
            DeviceTable table,
            PresenceCodec presences,
            CaseCodec cases,
            Function<Presence, Optional<String>> grouping,
            LostCases lost) {
        this.index = index;
        this.table = table;
        this.presences = presences;
        this.cases = cases;
        this.grouping = grouping;
        this.lost = lost;
    }

    Device of(ClientId client) {
        return devices.computeIfAbsent(client, first -> new Device(first, index.get(first)));
    }

    /** Rewrites a device's row, and restores its case if that was lost. */
    void mend(ClientId client, StoredDevices.Row row) throws SQLException {
        Device device = of(client);
        device.rewrite();
        if (row.isCaseLost()) {
            DeviceCase restored = lost.device(
                    device.presence(), Optional.ofNullable(row.device().storm()));
            device.restore(restored, restored.isNone() ? null : cases.write(restored));
        }
    }

    /** The verdict as the batch has left it; {@link Verdict#UNKNOWN} if the device has never been heard of. */
    Verdict verdict(ClientId client) {
        Device known = devices.get(client);
        if (known != null && known.presence != null) {
            return known.presence.state();
        }
        HeldDevice held = index.get(client);
        return held == null ? Verdict.UNKNOWN : held.state();
    }

    /** The devices whose outage is part of the group's storm, ordered by id. */
    List<ClientId> stormMembers(String group) {
        TreeSet<ClientId> members = new TreeSet<>();
        for (String member : index.stormMembers(group)) {
            members.add(new ClientId(member));
        }
        for (Device device : devices.values()) {
            if (device.storm().equals(Optional.of(group))) {
                members.add(device.client);
            } else {
                members.remove(device.client);
            }
        }
        return new ArrayList<>(members);
    }

    /** Devices whose deadline has passed, the most overdue first, at most {@code limit}. */
    List<ClientId> due(Instant now, int limit) {
        return due(now, limit, index::due, HeldDevice::deadline, Device::deadline);
    }

    /** Like {@link #due}, for the deadlines of cases. */
    List<ClientId> dueCases(Instant now, int limit) {
        return due(now, limit, index::dueCases, HeldDevice::caseDeadline, Device::caseDeadline);
    }

    private interface Stored {
        List<HeldDevice> due(long now, int limit, Predicate<HeldDevice> asked);
    }

    private record Due(ClientId client, long at) {}

    /** Devices that the batch has loaded count as the batch has left them. */
    private List<ClientId> due(
            Instant now,
            int limit,
            Stored stored,
            ToLongFunction<HeldDevice> storedDeadline,
            ToLongFunction<Device> deadline) {
        long millis = now.toEpochMilli();
        List<Due> due = new ArrayList<>();
        for (HeldDevice device :
                stored.due(millis, limit, held -> !devices.containsKey(new ClientId(held.clientId())))) {
            due.add(new Due(new ClientId(device.clientId()), storedDeadline.applyAsLong(device)));
        }
        for (Device device : devices.values()) {
            long at = deadline.applyAsLong(device);
            if (at != HeldDevice.NEVER && at <= millis) {
                due.add(new Due(device.client, at));
            }
        }
        due.sort(Comparator.comparingLong(Due::at).thenComparing(Due::client));
        return due.stream().limit(limit).map(Due::client).toList();
    }

    /** Writes what has changed; unchanged rows are left alone. */
    void save() throws SQLException {
        List<HeldDevice> written = new ArrayList<>();
        for (Device device : devices.values()) {
            if (device.forgotten) {
                forget(device);
            } else if (device.hasNews()) {
                HeldDevice now = device.now();
                forgotten.remove(now.clientId());
                written.add(now);
                device.saved(now);
            }
        }
        written.sort(Comparator.comparing(HeldDevice::clientId));
        table.save(written);
        changed.addAll(written);
    }

    private void forget(Device device) throws SQLException {
        String id = device.client.value();
        table.delete(id);
        changed.removeIf(written -> written.clientId().equals(id));
        forgotten.add(id);
        device.deleted();
    }

    /** The devices of which nothing is held once the batch is committed; none of them is among {@link #changed}. */
    Collection<String> forgotten() {
        return forgotten;
    }

    /** The input to grouping comes from outside, and a device without a group does no harm. */
    private Optional<String> group(Presence presence) {
        try {
            return grouping.apply(presence);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} gets no group, because looking it up failed", presence.client(), e);
            return Optional.empty();
        }
    }

    /** The devices whose in-memory state changes once the batch is committed, in the order of their changes. */
    Collection<HeldDevice> changed() {
        return changed;
    }

    /** The state of one device. */
    final class Device {
        private final ClientId client;
        /** As last saved; null if the device has never been heard of. */
        private HeldDevice held;
        /** Null until first requested. */
        private Presence presence;
        /** The presence as its codec wrote it; null if it has to write it. */
        private byte[] storedPresence;
        /** Null until first requested. */
        private DeviceCase incidentCase;
        /** Set if it has changed; null where nothing is kept. */
        private byte[] storedCase;

        private long lastEvent;
        private long lastDecision;
        private boolean presenceChanged;
        private boolean caseChanged;
        private boolean forgotten;
        private boolean deadlineDropped;
        private boolean caseDeadlineDropped;

        private Device(ClientId client, HeldDevice held) {
            this.client = client;
            this.held = held;
            this.lastEvent = held == null ? 0 : held.lastEvent();
            this.lastDecision = held == null ? 0 : held.lastDecision();
        }

        Presence presence() {
            if (presence == null) {
                presence = held == null ? Presence.unseen(client) : presences.read(client, held.presence());
            }
            return presence;
        }

        /** Applies the result of a step. */
        void presence(Presence after, boolean hasEvents) {
            if (forgotten) {
                // Heard of anew in the same batch: what is in the log about it before is not its story any more.
                deleted();
            }
            presenceChanged |= hasEvents || !after.equals(presence());
            presence = after;
            storedPresence = null;
            deadlineDropped = false;
        }

        /**
         * Replaces the presence.
         *
         * @param encoded as its codec wrote it
         */
        void presence(Presence after, byte[] encoded) {
            presence(after, true);
            storedPresence = encoded;
        }

        /** Rewrites its row and looks up its group again. */
        void rewrite() {
            presenceChanged = true;
        }

        /** Nothing is kept of the device, unless it is heard of again in this batch. */
        void forget() {
            presence = Presence.unseen(client);
            storedPresence = null;
            forgotten = true;
            deadlineDropped = true;
            caseDeadlineDropped = true;
        }

        private void deleted() {
            held = null;
            presence = Presence.unseen(client);
            storedPresence = null;
            incidentCase = DeviceCase.none(client);
            storedCase = null;
            lastEvent = 0;
            lastDecision = 0;
            presenceChanged = false;
            caseChanged = false;
            deadlineDropped = false;
            caseDeadlineDropped = false;
            forgotten = false;
        }

        /** Whether the device has ever been heard of. */
        boolean isSeen() {
            return held != null || presenceChanged || forgotten;
        }

        /** The sequence number of its latest event; 0 if it has none. */
        long lastEvent() {
            return lastEvent;
        }

        void lastEvent(long seq) {
            lastEvent = seq;
        }

        /** The number of the latest decision about it; 0 if there is none. */
        long lastDecision() {
            return lastDecision;
        }

        void lastDecision(long number) {
            lastDecision = number;
        }

        DeviceCase incidentCase() {
            if (incidentCase == null) {
                incidentCase = held == null || held.incidentCase() == null
                        ? DeviceCase.none(client)
                        : cases.device(client, held.incidentCase());
            }
            return incidentCase;
        }

        private Optional<String> storm() {
            if (incidentCase != null) {
                return incidentCase.storm();
            }
            return held == null ? Optional.empty() : Optional.ofNullable(held.storm());
        }

        /**
         * @param stored the case as the codec wrote it; null if nothing is kept
         */
        void incidentCase(DeviceCase after, byte[] stored) {
            if (!after.equals(incidentCase())) {
                incidentCase = after;
                storedCase = stored;
                caseChanged = true;
                caseDeadlineDropped = false;
            }
        }

        private void restore(DeviceCase restored, byte[] stored) {
            incidentCase = restored;
            storedCase = stored;
            caseChanged = true;
        }

        /** Drops its deadline for good, unless a new one is set. */
        void dropDeadline() {
            deadlineDropped = true;
        }

        /** Drops the deadline of its case for good, unless a new one is set. */
        void dropCaseDeadline() {
            caseDeadlineDropped = true;
        }

        private long deadline() {
            if (deadlineDropped) {
                return HeldDevice.NEVER;
            }
            return presenceChanged
                    ? HeldDevice.roundedUp(presence().deadline())
                    : held == null ? HeldDevice.NEVER : held.deadline();
        }

        private long caseDeadline() {
            if (caseDeadlineDropped) {
                return HeldDevice.NEVER;
            }
            return caseChanged
                    ? HeldDevice.roundedUp(incidentCase.deadline())
                    : held == null ? HeldDevice.NEVER : held.caseDeadline();
        }

        /** Whether its in-memory state is to change. */
        private boolean hasNews() {
            return isSeen()
                    && (presenceChanged
                            || caseChanged
                            || deadlineDropped
                            || caseDeadlineDropped
                            || lastEvent != held.lastEvent()
                            || lastDecision != held.lastDecision());
        }

        /** The device with all changes of the batch. */
        private HeldDevice now() {
            HeldDevice now = held;
            if (presenceChanged) {
                byte[] stored = storedPresence == null ? presences.write(presence()) : storedPresence;
                now = HeldDevice.of(presence(), stored, group(presence()), lastEvent, lastDecision);
                now = held == null ? now : now.withCaseOf(held);
            } else if (lastEvent != held.lastEvent() || lastDecision != held.lastDecision()) {
                now = now.withLast(lastEvent, lastDecision);
            }
            if (caseChanged) {
                now = now.with(incidentCase, storedCase);
            }
            if (deadlineDropped) {
                now = now.withoutDeadline();
            }
            return caseDeadlineDropped ? now.withoutCaseDeadline() : now;
        }

        private void saved(HeldDevice now) {
            held = now;
            storedPresence = null;
            presenceChanged = false;
            caseChanged = false;
            deadlineDropped = false;
            caseDeadlineDropped = false;
        }
    }
}
