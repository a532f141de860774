package io.iotconnectivity.engine;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what the engine has stored. Never waits for the steps under way. */
public interface Ledger {

    /** Devices by verdict; verdicts that no device has are absent. */
    Map<Verdict, Long> devicesByState();

    /** Devices that are away, by the reason; those of which it is not known are left out. */
    Map<String, Long> devicesByReason();

    /**
     * The groups with most devices away, and then the largest.
     *
     * @param most so many of them
     */
    List<GroupCount> groups(int most);

    /** The group that the device belongs to; empty if it has none, or if nothing was ever heard of it. */
    Optional<String> group(ClientId client);

    /**
     * Devices, page by page. What becomes of devices meanwhile moves those, and no others.
     *
     * @param limit at least 1
     */
    Page<Presence> devices(DeviceQuery query, int limit);

    /**
     * Those of the devices that anything was ever heard of.
     *
     * @param clients at most a few hundred
     */
    List<Presence> devices(Collection<ClientId> clients);

    /** When the latest event of AWS was taken in; empty if that is longer ago than events are recognised again. */
    Optional<Instant> lastTakenIn();

    /** One device; empty if nothing was ever heard of it. */
    Optional<Presence> device(ClientId client);

    /**
     * The events of one device, newest first.
     *
     * @param before only those older than the event of this id
     */
    Page<Event> events(ClientId client, Optional<String> before, int limit);

    /**
     * The place of the last event in the log of all that goes out, as this node knows it; {@link LogPosition#BEGINNING} before the
     * first. Quick, and touches no disk.
     */
    LogPosition lastEvent();

    /**
     * The latest events in the log. Events of one device stand in their order on every node; nodes may differ in how they order
     * events of different devices.
     *
     * @param most at most so many of them
     */
    LogSlice latestEvents(int most);

    /**
     * All events that follow a place in the log, in the order of {@link #latestEvents}; those that come during the call may be left
     * out. The latest few thousand come from memory.
     *
     * @param position also one that another node, or an earlier run, gave
     * @param most at least 1
     * @return empty if more than that many follow, or if this node does not know the place
     */
    Optional<List<LoggedEvent>> eventsAfter(LogPosition position, int most);

    /**
     * How the fleet was, oldest first. Steps in which the engine did not run are missing.
     *
     * @param step whole minutes; steps begin at multiples of it since 1970
     */
    List<FleetStep> history(Instant from, Instant until, Duration step);

    /**
     * Dead letters, newest first. A page ends early when their payloads come to megabytes.
     *
     * @param before only those older than this one
     */
    Page<DeadLetter> deadLetters(DeadLetterQuery query, Optional<LogPosition> before, int limit);

    /** Incidents as their latest event told of them, newest first. */
    Page<IncidentData> incidents(IncidentQuery query, int limit);

    /** One incident; empty if there never was one of this id, or it is forgotten. */
    Optional<IncidentData> incident(String incidentId);

    /** What was decided about incidents of a device, newest first. */
    List<Decision> decisions(ClientId client, int limit);

    /** What became, at the sinks that answer for it, of the events of a device and of the incidents that it had part in, newest first. */
    List<Sent> sent(ClientId client, int limit);

    /** What became of the events of an incident, newest first. */
    List<Sent> sent(String incidentId, int limit);

    /** The silences that have not ended, by their ends, without those that are switched off. */
    List<Silence> silences();

    /** The silences that have not ended and yet hold back nothing, by their ends. */
    List<SilenceOff> silencesOff();

    /** How each sink is doing, in the order of their names. */
    List<SinkStatus> sinks();

    /**
     * One page of a list.
     *
     * @param total how many there are on all pages
     * @param next what to ask with for the next page; absent on the last
     */
    record Page<T>(List<T> items, long total, Optional<String> next) {}
}
