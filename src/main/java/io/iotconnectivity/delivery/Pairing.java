package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.util.function.BooleanSupplier;

/**
 * Relates an event to the sink's ticket and decides whether the sink receives it: the end of everything that it was
 * told the beginning of, and of nothing else. Pure.
 *
 * @param ticket the key shared by the opening and the end of one ticket; empty if the event is about none. Tickets from
 *     device events and from incidents are distinct, since a sink may receive both.
 */
public record Pairing(Role role, String ticket) {
    private static final Pairing NONE = new Pairing(Role.NONE, "");
    private static final String OUTAGE = "outage/";

    /** The role of an event for a ticket. */
    public enum Role {
        /** Nothing. */
        NONE,
        OPENS,
        CONTINUES,
        CLOSES
    }

    /** What to do with an event. */
    public enum Verdict {
        DELIVER,
        /** The sink was never told of it, and it is over. */
        OVER,
        /** The sink was never told of its beginning. */
        UNOPENED
    }

    /**
     * @param ofDevices whether outages of devices are tickets as well
     */
    public static Pairing of(Event event, boolean ofDevices) {
        String incident = event.data().incident().orElse("");
        if (incident.isEmpty()) {
            return NONE;
        }
        return switch (event.type()) {
            case INCIDENT_OPENED -> new Pairing(Role.OPENS, incident);
            case INCIDENT_UPDATED -> new Pairing(Role.CONTINUES, incident);
            case INCIDENT_RESOLVED -> new Pairing(Role.CLOSES, incident);
            case DEVICE_OFFLINE, DEVICE_STALE -> ofDevices ? new Pairing(Role.OPENS, ofOutage(incident)) : NONE;
            case DEVICE_ONLINE, DEVICE_RETIRED, DEVICE_FORGOTTEN ->
                ofDevices ? new Pairing(Role.CLOSES, ofOutage(incident)) : NONE;
            default -> NONE;
        };
    }

    /** The ticket of a device's outage. */
    public static String ofOutage(String incidentId) {
        return OUTAGE + incidentId;
    }

    /** Whether the event is about a ticket. */
    public boolean isOfATicket() {
        return role != Role.NONE;
    }

    /** Whether the ticket exists once the sink accepts the event. */
    public boolean makesATicket() {
        return role == Role.OPENS || role == Role.CONTINUES;
    }

    /**
     * Decides whether the sink receives the event. An update that it wants replaces an opening that it did not receive:
     * the sink may want only serious incidents, and this one has become serious.
     *
     * @param open whether the sink was told of the beginning but not of the end
     * @param maybe whether an earlier attempt with this event may have reached it
     * @param wanted whether its own filter accepts the event
     * @param over whether the incident has ended; evaluated only if it matters
     */
    public Verdict judge(boolean open, boolean maybe, boolean wanted, BooleanSupplier over) {
        if (role == Role.NONE || open) {
            return Verdict.DELIVER;
        }
        if (role == Role.CLOSES) {
            return Verdict.UNOPENED;
        }
        if (maybe) {
            return Verdict.DELIVER;
        }
        if (over.getAsBoolean()) {
            return Verdict.OVER;
        }
        return role == Role.OPENS || wanted ? Verdict.DELIVER : Verdict.UNOPENED;
    }
}
