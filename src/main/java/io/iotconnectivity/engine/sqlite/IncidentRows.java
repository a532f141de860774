package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.GroupCase;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The groups and incidents that a batch has to do with: read once, changed in memory, written before the commit. */
final class IncidentRows {
    private final IncidentTables tables;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, Incident> incidents = new LinkedHashMap<>();

    IncidentRows(IncidentTables tables) {
        this.tables = tables;
    }

    Group group(String name) throws SQLException {
        Group known = groups.get(name);
        if (known == null) {
            known = new Group(tables.group(name).orElseGet(() -> GroupCase.none(name)));
            groups.put(name, known);
        }
        return known;
    }

    /** The deadline of a group must not come again unless it is set again; the group itself may be unreadable. */
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
            known = new Incident(tables.lastEvent(incidentId));
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

    /** What is held of one group. */
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
         * @param json the same as JSON
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

    /** One incident as its latest event tells of it. */
    static final class Incident {
        private long lastEvent;
        private IncidentData latest;
        private byte[] stored;
        private boolean changed;

        private Incident(long lastEvent) {
            this.lastEvent = lastEvent;
        }

        /** The number of its latest event; 0 if it has none. */
        long lastEvent() {
            return lastEvent;
        }

        /**
         * @param json the same as JSON
         */
        void latest(IncidentData told, byte[] json, long seq) {
            latest = told;
            stored = json;
            lastEvent = seq;
            changed = true;
        }
    }
}
