package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.GroupCase;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The groups and incidents that a batch works on: read once, changed in memory, written before the commit. */
final class IncidentRows {
    private final Tables rows;
    private final IncidentTables tables;
    private final LostCases lost;
    private final ToIntFunction<String> members;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, Incident> incidents = new LinkedHashMap<>();

    /**
     * @param lost restores groups that cannot be read
     * @param members counts the devices that are part of a group's storm
     */
    IncidentRows(Tables rows, LostCases lost, ToIntFunction<String> members) {
        this.rows = rows;
        this.tables = rows.incidents();
        this.lost = lost;
        this.members = members;
    }

    Group group(String name) throws SQLException {
        Group known = groups.get(name);
        if (known == null) {
            Optional<byte[]> stored = tables.group(name);
            known = stored.isPresent() ? read(name, stored.get()) : new Group(GroupCase.none(name));
            groups.put(name, known);
        }
        return known;
    }

    private Group read(String name, byte[] stored) throws SQLException {
        try {
            return new Group(rows.cases().group(name, stored));
        } catch (RuntimeException e) {
            rows.setAside(DamagedRow.of("incident_group", name, stored, e));
            Group restored = new Group(lost.group(name, members.applyAsInt(name)));
            restored.rewrite(rows.cases().write(restored.held));
            return restored;
        }
    }

    /** Drops the deadline of a group for good, unless a new one is set; the group itself may be unreadable. */
    void dropDeadline(String name) throws SQLException {
        Group known = groups.get(name);
        if (known == null) {
            tables.dropGroupDeadline(name);
        } else {
            known.deadlineDropped = true;
        }
    }

    Incident incident(String incidentId) throws SQLException {
        Incident known = incidents.get(incidentId);
        if (known == null) {
            known = new Incident(incidentId, tables.lastEvent(incidentId));
            incidents.put(incidentId, known);
        }
        return known;
    }

    /** Writes what has changed. */
    void save() throws SQLException {
        for (Group group : groups.values()) {
            if (group.changed) {
                tables.save(group.held, group.stored);
                group.changed = false;
            }
            if (group.deadlineDropped) {
                tables.dropGroupDeadline(group.held.name());
                group.deadlineDropped = false;
            }
        }
        for (Incident incident : incidents.values()) {
            if (incident.changed) {
                tables.save(incident.latest, incident.stored, incident.lastEvent);
                incident.changed = false;
            }
        }
    }

    /** The state of one group. */
    static final class Group {
        private GroupCase held;
        private byte[] stored;
        private boolean changed;
        private boolean deadlineDropped;

        private Group(GroupCase held) {
            this.held = held;
        }

        GroupCase held() {
            return held;
        }

        /**
         * Marks its row to be rewritten from its current state.
         *
         * @param json the state as JSON
         * @return {@code false} if it is due to be written anyway
         */
        boolean rewrite(byte[] json) {
            if (changed) {
                return false;
            }
            stored = json;
            changed = true;
            return true;
        }

        /**
         * @param json {@code after} as JSON
         */
        void held(GroupCase after, byte[] json) {
            if (!after.equals(held)) {
                held = after;
                stored = json;
                changed = true;
                deadlineDropped = false;
            }
        }
    }

    /** One incident as its latest event describes it. */
    final class Incident {
        private final String id;
        private long lastEvent;
        private IncidentData latest;
        private byte[] stored;
        private boolean changed;

        private Incident(String id, long lastEvent) {
            this.id = id;
            this.lastEvent = lastEvent;
        }

        /** As its latest event describes it; empty if it is not held. */
        Optional<IncidentData> told() throws SQLException {
            return latest != null
                    ? Optional.of(latest)
                    : tables.incident(id).map(stored -> rows.cases().incident(id, stored));
        }

        /** The sequence number of its latest event; 0 if it has none. */
        long lastEvent() {
            return lastEvent;
        }

        /**
         * @param json {@code told} as JSON
         */
        void latest(IncidentData told, byte[] json, long seq) {
            latest = told;
            stored = json;
            lastEvent = seq;
            changed = true;
        }
    }
}
