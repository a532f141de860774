package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.util.function.BooleanSupplier;

/**
 * What an event is to the ticket that a sink keeps of it, and whether the sink is to get it: the end of what it was told the
 * begin of, and nothing of what it was not. Pure.
 *
 * @param ticket what the opening and the end of one ticket share; empty if the event is about none. The tickets that the events
 *     of a device make and those that incidents make are apart, since a sink may get both.
 */
public record Pairing(Role role, String ticket) {
    private static final Pairing NONE = new Pairing(Role.NONE, "");
    private static final String OUTAGE = "outage/";

    /** What an event is to a ticket. */
    public enum Role {
        /** Nothing. */
        NONE,
        OPENS,
        CONTINUES,
        CLOSES
    }

    /** What is to become of an event. */
    public enum Verdict {
        DELIVER,
        /** The sink has never heard of it, and it is over. */
        OVER,
        /** The sink was never told of its begin. */
        UNOPENED
    }

    /**
     * @param ofDevices whether outages of devices are tickets, too
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
            case DEVICE_OFFLINE, DEVICE_STALE -> ofDevices ? new Pairing(Role.OPENS, OUTAGE + incident) : NONE;
            case DEVICE_ONLINE -> ofDevices ? new Pairing(Role.CLOSES, OUTAGE + incident) : NONE;
            default -> NONE;
        };
    }

    /** Whether the event is about a ticket. */
    public boolean isOfATicket() {
        return role != Role.NONE;
    }

    /** Whether the ticket exists from then on that the sink takes the event. */
    public boolean makesATicket() {
        return role == Role.OPENS || role == Role.CONTINUES;
    }

    /**
     * Whether the sink is to get the event. An update that it wants is as good as an opening where it has not got that: it may
     * want only what is serious, and this has become so.
     *
     * @param open whether the sink was told of the begin, and not of the end
     * @param maybe whether a former attempt with this very event may have reached it
     * @param wanted whether its own filter lets the event pass
     * @param over whether the incident has ended; asked only where it matters
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
